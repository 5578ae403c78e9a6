import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRows } from '../../../src/analysis/rows/check-rows.js';
import { FLAGS } from '../../../src/results/flags.js';
import type { LogRow } from '../../../src/results/schema.js';
import { row } from '../../support/rows.js';

const test = suite('analysis/quality');

test('good rows pass without a note', () => {
  const rows = [row(), row({ block: 1 })];
  assert.equal(checkRows(rows), { rows, notes: [] });
});

test('no rows: says how to measure some', () => {
  assert.match(checkRows([]).notes.join(), /holds no request that can be used; .*streambatch run/);
});

const impossible: [string, Partial<LogRow>][] = [
  ['total_latency_ms is negative', { total_latency_ms: -5 }],
  ['total_latency_ms is 0', { total_latency_ms: 0, ttft_ms: null }],
  ['total_latency_ms is above 86400000 ms', { total_latency_ms: 1e300, ttft_ms: null }],
  ['first token comes after the last', { ttft_ms: 101, total_latency_ms: 100 }],
  ['peak memory lies below its baseline', { peak_memory_mb: 10, baseline_memory_mb: 290 }],
  ['aggregate_tokens_per_sec is above 1000000000 tok/s', { aggregate_tokens_per_sec: 1e300 }],
  ['output_len is negative', { output_len: -1 }],
  ['queue_ms is above 86400000 ms', { queue_ms: 1e300 }],
  ['batch_size is below 1', { batch_size: 0 }],
  ['timestamp is no date', { timestamp: 'yesterday' }],
  ['ttft_ms is no number', { ttft_ms: Number.NaN }],
];
for (const [rule, cells] of impossible) {
  test(`set aside, with the reason: ${rule}`, () => {
    const good = row();
    const { rows, notes } = checkRows([row(cells), good]);
    assert.equal(rows, [good]);
    assert.equal(notes, [`1 row set aside: ${rule}, which no measurement gives.`]);
  });
}

test('no row left: the same way out', () => {
  const { notes } = checkRows([row({ batch_size: 0 })]);
  assert.match(
    notes.join(),
    /1 row set aside: batch_size is below 1.*no request that can be used; .*streambatch run/,
  );
});

test('a sampled peak may lie below the baseline: it is a lower bound', () => {
  const sampled = row({ peak_memory_mb: 280, memory_method: 'ps-sampling' });
  assert.equal(checkRows([sampled]).notes, []);
});

test('failed requests stay, and the reader hears of the first reason', () => {
  const failed = row({ status: 'failed', error: 'out of memory', total_latency_ms: null, ttft_ms: null });
  const { rows, notes } = checkRows([row(), failed]);
  assert.is(rows.length, 2);
  assert.equal(notes, ['1 of 2 requests failed (first: out of memory); their times are left out.']);
});

test('flags are counted, and an older version of the log is no fault', () => {
  const { notes } = checkRows([row({ flags: 'drift;swap' }), row({ flags: 'swap', schema_version: 0 })]);
  assert.equal(notes, [
    `2 rows flagged "swap" (${FLAGS.swap}); kept.`,
    `1 row flagged "drift" (${FLAGS.drift}); kept.`,
  ]);
});

test('damaged weights get one sentence a model and dtype, instead of the flag', () => {
  const damaged = { flags: 'weights-damaged', dtype: 'int4', perplexity_ratio: 3.217 };
  const { rows, notes } = checkRows([
    row(damaged),
    row(damaged),
    row({ dtype: 'int8', perplexity_ratio: 1.01 }),
  ]);
  assert.is(rows.length, 3);
  assert.equal(notes, [
    "The int4 weights of tiny-model have 3.22 times float32's perplexity, where 0.8 to 1.25 is still the same model: " +
      'what is measured here is not its speed (2 rows flagged "weights-damaged"; kept).',
  ]);
});

test.run();
