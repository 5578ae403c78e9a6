import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { differences, sidesOf } from '../../src/compare/sides.js';
import { InputError } from '../../src/errors.js';
import type { LogRow } from '../../src/results/schema.js';
import { playLog } from '../support/compared-logs.js';

test('equal sides have no differences, whatever their speed', () => {
  assert.equal(differences(playLog({}), playLog({ seed: 2, latencyMs: [1, 2] })), []);
});

test('what differs is named with both values', () => {
  const other = playLog({ cells: { model_hash: 'abc', machine: 'another', threads: 2 } });
  assert.equal(differences(playLog({}), other), [
    'model_hash: unknown against abc',
    'threads: unknown against 2',
    'machine: a machine against another',
  ]);
});

test('prompts: by id and by length', () => {
  const edited = playLog({}).map((row) => (row.prompt_id === 'q' ? { ...row, prompt_tokens: 8 } : row));
  assert.equal(differences(playLog({}), edited), ['prompts: 1 are not the same on both sides (q)']);
  const more = [
    ...playLog({}),
    ...'abcdef'.split('').map((prompt_id) => ({ ...playLog({})[0]!, prompt_id })),
  ];
  assert.equal(differences(playLog({}), more), [
    'prompts: 6 are not the same on both sides (a, b, c, d, e, …)',
  ]);
});

test('workloads by their hash: equal ones are the same work, others are refused by name', () => {
  const of = (workload_hash: string, cells = {}) => playLog({ cells: { workload_hash, ...cells } });
  assert.equal(differences(of('abc'), of('abc', { prompt_tokens: 8 })), []);
  assert.equal(differences(of('abc'), of('def')), [
    'prompts: other texts of the same names and lengths (workload_hash: abc against def)',
  ]);
  assert.equal(differences(of('abc'), of('def', { max_new_tokens: 64 })), ['max_new_tokens: 0 against 64']);
  assert.match(differences(of('abc'), of('def', { prompt_id: 'z' }))[0]!, /^prompts: 3 are not the same/);
  // an older log has no hash: names and lengths decide
  assert.equal(differences(playLog({}), of('abc')), []);
});

const base = (rows: LogRow[]) => ({ path: 'base.csv', rows });
const next = (rows: LogRow[]) => ({ path: 'next.csv', rows });

test('the newest experiment of the new log, against the newest of the base that did the same', () => {
  const wide = playLog({ cells: { workload_hash: 'abc', timestamp: '2026-01-01T00:00:00Z' } });
  const narrow = playLog({ cells: { workload_hash: 'def', timestamp: '2026-02-01T00:00:00Z' } });
  const sides = sidesOf(base([...wide, ...narrow]), next(wide));
  assert.equal(sides.base, wide);
  assert.match(sides.notes.join(), /^base\.csv: 1 other experiment\(s\) left out; compared: storyteller/);
  assert.equal(sidesOf(base(wide), next([...wide, ...narrow])).next, narrow);
});

test('where the base holds no such experiment, its newest; a log without requests is refused', () => {
  const old = playLog({ cells: { model_id: 'old', timestamp: '2026-01-01T00:00:00Z' } });
  const fresh = playLog({ cells: { timestamp: '2026-02-01T00:00:00Z' } });
  assert.equal(sidesOf(base(old), next(fresh)).base, old);
  assert.throws(
    () => sidesOf(base([]), next(fresh)),
    (error: Error) => error instanceof InputError,
  );
});

test.run();
