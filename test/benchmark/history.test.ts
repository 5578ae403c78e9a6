import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../src/benchmark/config.js';
import { RunHistory } from '../../src/benchmark/history.js';
import { planTrials, type Trial, trialId } from '../../src/benchmark/plan.js';
import type { LogRow } from '../../src/results/schema.js';
import { aRow } from '../support/row.js';

const prompts = ['p', 'q', 'r', 's'].map((id) => ({ id, category: '', prompt: id }));

/** Rows as a trial would leave them, at a given speed. */
function rowsOf(trial: Trial, speed = 100, more: Partial<LogRow> = {}): LogRow[] {
  return trial.prompts.map(({ id }, request_index) =>
    aRow({
      trial_id: trialId(trial),
      block: trial.block,
      mode: trial.cell.mode,
      scheduler: trial.cell.scheduler,
      batch_size: trial.cell.batchSize,
      request_index,
      prompt_id: id,
      output_hash: `of ${id}`,
      aggregate_tokens_per_sec: speed,
      total_latency_ms: 1000 / speed,
      ...more,
    }),
  );
}

const trials = (repeats: number) =>
  planTrials(parseConfig({ repeats, ways: ['stream', 'batch'], batchSizes: [2] }), prompts);

test('rows of an earlier part are not measured twice; the rest of a torn trial is marked', () => {
  const [first, second] = trials(1);
  const history = new RunHistory([...rowsOf(first!), ...rowsOf(second!).slice(0, 1)]);
  assert.equal(history.missing(first!), []);
  assert.equal(history.missing(second!), [1, 2, 3]);
  const kept = history.add(second!, rowsOf(second!));
  assert.equal(
    kept.map((row) => [row.request_index, row.flags]),
    [
      [1, 'resumed-trial'],
      [2, 'resumed-trial'],
      [3, 'resumed-trial'],
    ],
  );
  assert.equal(history.missing(second!), []);
  assert.is(history.rows.length, 8);
});

test("an output that differs from the prompt's first one is flagged, and only that", () => {
  const [first, second] = trials(1);
  const history = new RunHistory(rowsOf(first!));
  const changed = rowsOf(second!).map((row) =>
    row.prompt_id === 'q' ? { ...row, output_hash: 'another' } : row,
  );
  const kept = history.add(second!, changed);
  assert.equal(
    kept.filter((row) => row.flags !== null).map((row) => [row.prompt_id, row.flags]),
    [['q', 'outputs-differ']],
  );
});

test('a failed request has no output to differ', () => {
  const [first, second] = trials(1);
  const history = new RunHistory(rowsOf(first!));
  assert.ok(
    history.add(second!, rowsOf(second!, 100, { output_hash: null })).every((row) => row.flags === null),
  );
});

test('drift: speed that falls by 3 % a block is flagged once it is plain, steady speed never', () => {
  const steady = new RunHistory();
  const falling = new RunHistory();
  const wobble = [1, 1.004, 0.997];
  for (const [i, trial] of trials(6).entries()) {
    const speed = 100 * wobble[i % 3]!;
    assert.ok(steady.add(trial, rowsOf(trial, speed)).every((row) => row.flags === null));
    falling.add(trial, rowsOf(trial, speed * 0.97 ** trial.block));
  }
  assert.ok(falling.rows.filter((row) => row.block === 0).every((row) => row.flags === null));
  assert.ok(falling.rows.filter((row) => row.block >= 3).every((row) => row.flags === 'drift'));
});

test('a precision is asked of throughput and mean latency of every cell', () => {
  const history = new RunHistory();
  for (const trial of trials(3)) history.add(trial, rowsOf(trial, 100 + trial.block));
  assert.equal(history.series(), [
    [100, 101, 102],
    [10, 1000 / 101, 1000 / 102],
    [100, 101, 102],
    [10, 1000 / 101, 1000 / 102],
  ]);
});

test.run();
