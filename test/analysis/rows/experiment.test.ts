import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { experiments, sameServer } from '../../../src/analysis/rows/experiment.js';
import type { LogRow } from '../../../src/results/schema.js';
import { batchRow, row } from '../../support/rows.js';

const test = suite('analysis/experiment');

const older = row({ timestamp: '2026-11-01T00:00:00.000Z', model_id: 'older' });
const newer = row({ timestamp: '2026-11-02T00:00:00.000Z', model_id: 'newer' });

test('the newest first; titles say what was measured', () => {
  const titles = experiments([older, newer]).map(({ title }) => title);
  assert.equal(titles, [
    'newer, - on -, -, 1 prompt, at most 0 new tokens',
    'older, - on -, -, 1 prompt, at most 0 new tokens',
  ]);
});

for (const change of [
  { machine: 'another' },
  { dtype: 'int8' },
  { threads: 4 },
  { max_new_tokens: 64 },
  { temperature: 1 },
  { workload_hash: 'abc' },
]) {
  test(`never compared: rows that differ in ${Object.keys(change)}`, () => {
    assert.is(experiments([row(), row(change)]).length, 2);
  });
}

/** A run of version 1 of the log: no hash, so that its prompts are what names its work. */
const run = (run_id: string, prompts: readonly string[], changes: Partial<LogRow> = {}): LogRow[] =>
  prompts.flatMap((prompt_id) => [
    row({ run_id, prompt_id, ...changes }),
    batchRow(4, { run_id, prompt_id, ...changes }),
  ]);

test('without a hash, runs of other prompts are never mixed, runs of the same prompts are', () => {
  const log = [...run('a', ['p', 'q', 'r']), ...run('b', ['p', 'q']), ...run('c', ['r', 'q', 'p'])];
  const sizes = experiments(log).map(({ rows }) => [...new Set(rows.map(({ run_id }) => run_id))]);
  assert.equal(sizes, [['a', 'c'], ['b']]);
  assert.is(experiments([...run('a', ['p']), ...run('b', ['p'], { prompt_tokens: 11 })]).length, 2);
});

test('a prompt that failed once is known by its length elsewhere in the run', () => {
  const failed = row({ run_id: 'a', prompt_id: 'p', status: 'failed', prompt_tokens: null, block: 1 });
  assert.is(experiments([failed, ...run('a', ['p']), ...run('b', ['p'])]).length, 1);
});

test('a hash decides alone: equal ids and lengths are not the same work', () => {
  const hashed = (run_id: string, workload_hash: string) => run(run_id, ['p'], { workload_hash });
  assert.is(experiments([...hashed('a', 'x'), ...hashed('b', 'x')]).length, 1);
  assert.is(experiments([...hashed('a', 'x'), ...hashed('b', 'y'), ...run('c', ['p'])]).length, 3);
});

test('ways that no block links are experiments of their own', () => {
  const [streamed, batched] = [row({ run_id: 'a' }), batchRow(4, { run_id: 'b' })];
  assert.is(experiments([streamed, batched]).length, 2);
  const link = [row({ run_id: 'c' }), batchRow(4, { run_id: 'c' })];
  assert.equal(experiments([streamed, batched, ...link])[0]!.rows, [streamed, batched, ...link]);
});

test('the way of serving does not split an experiment', () => {
  assert.is(experiments([row(), batchRow(4)]).length, 1);
});

test('rows of a load or of a server are no experiment', () => {
  const open = [row({ source: 'load' }), row({ source: 'server' })];
  assert.equal(experiments(open), []);
  assert.is(sameServer([...open, row()], { title: '', rows: [row()] }).length, 1);
});

test.run();
