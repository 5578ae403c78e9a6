import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { differences, newestExperiment } from '../../src/compare/sides.js';
import { InputError } from '../../src/errors.js';
import { playLog } from './logs.js';

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

test('only the newest experiment of a log is taken, and the others are mentioned', () => {
  const old = playLog({ cells: { model_id: 'old', timestamp: '2026-01-01T00:00:00Z' } });
  const fresh = playLog({ cells: { timestamp: '2026-02-01T00:00:00Z' } });
  const { rows, notes } = newestExperiment('log.csv', [...fresh, ...old]);
  assert.equal(rows, fresh);
  assert.match(notes[0]!, 'log.csv: 1 older experiment(s) left out');
  assert.throws(
    () => newestExperiment('log.csv', []),
    (error: Error) => error instanceof InputError,
  );
});

test.run();
