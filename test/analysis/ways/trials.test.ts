import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { trials } from '../../../src/analysis/ways/trials.js';
import type { LogRow } from '../../../src/results/schema.js';
import { batchRow, row } from '../../support/rows.js';

const test = suite('analysis/trials');

test('a trial is a cell in a block of a run', () => {
  const rows = [row(), row({ block: 1 }), row({ run_id: 'run2' }), batchRow(4), batchRow(8), row()];
  assert.equal(
    trials(rows).map(({ requests }) => requests),
    [2, 1, 1, 1, 1],
  );
});

test('the first token is seen at ttft when streamed, with the last when not', () => {
  assert.is(trials([row({ ttft_ms: 20 }), row({ ttft_ms: 40 })])[0]?.firstSeenMs, 30);
  assert.is(trials([batchRow(2, { total_latency_ms: 80 })])[0]?.firstSeenMs, 80);
});

test('what was not measured is left out, never counted as 0', () => {
  const trial = trials([row({ ttft_ms: 20 }), row({ ttft_ms: null })])[0];
  assert.is(trial?.firstSeenMs, 20);
  assert.is(trials([row({ peak_memory_mb: null })])[0]?.peakMb, null);
});

test('a trial with a failed request keeps its times and loses its totals', () => {
  const failed = row({ status: 'failed', error: 'out of memory', total_latency_ms: null, ttft_ms: null });
  const trial = trials([row(), failed])[0]!;
  assert.is(trial.requests, 1);
  assert.is(trial.attempted, 2);
  assert.is(trial.latencyMs, 100);
  assert.is(trial.throughputTps, null);
});

test('tokens past the end of an answer are waste', () => {
  const cells = { trial_computed_tokens: 100, trial_output_tokens: 75 };
  assert.is(trials([batchRow(4, cells)])[0]?.wastedShare, 0.25);
  assert.is(trials([batchRow(4, { ...cells, trial_computed_tokens: null })])[0]?.wastedShare, null);
});

test('throughput is that of the time with all requests in flight, where every trial tells it; else of whole trials', () => {
  const window = { saturated_tokens_per_sec: 100, saturated_ms: 80, trial_makespan_ms: 100 };
  const rows = [row(window), row({ ...window, block: 1 })];
  const of = (rows: readonly LogRow[]) =>
    trials(rows).map(({ throughputTps, windowShare }) => [throughputTps, windowShare]);
  assert.equal(of(rows), [
    [100, 0.8],
    [100, 0.8],
  ]);
  assert.equal(of([rows[0]!, row({ block: 1 })]), [
    [90, null],
    [90, null],
  ]);
  const failed = row({ block: 1, status: 'failed', aggregate_tokens_per_sec: null });
  assert.equal(of([rows[0]!, failed]), [
    [100, 0.8],
    [null, null],
  ]);
});

test.run();
