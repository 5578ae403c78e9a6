import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pairRows, seriesOf } from '../../src/ab/series.js';
import type { LogRow } from '../../src/results/schema.js';
import { near } from '../support/near.js';
import { batchRow, row } from '../support/rows.js';

const trial = (block: number, times: readonly number[], changes: Partial<LogRow> = {}): LogRow[] =>
  times.map((total_latency_ms, request_index) => row({ block, request_index, total_latency_ms, ...changes }));

test('in a block each request is held against the same of the other side', () => {
  const a = [...trial(0, [100, 200, 300]), ...trial(1, [100, 200, 300])];
  const b = [...trial(0, [110, 220, 330]), ...trial(1, [100, 200, 900])];
  const latency = seriesOf(pairRows(a, b), 2).find(({ metric }) => metric === 'latency')!;
  assert.is(latency.cell, 'streaming');
  const ratios = latency.blocks.map((pair) => pair!.b / pair!.a);
  near(ratios[0]!, 1.1, 1e-12);
  near(ratios[1]!, 1, 1e-12); // one late answer of three is not the median
});

test('what one side did not end well is left out on both, and a block without a pair is empty', () => {
  const a = [...trial(0, [100, 200]), ...trial(1, [100])];
  const failed = { status: 'failed', total_latency_ms: null } as const;
  const b = [
    ...trial(0, [100]),
    row({ block: 0, request_index: 1, ...failed }),
    row({ block: 1, ...failed }),
  ];
  assert.is(pairRows(a, b).length, 1);
  const latency = seriesOf(pairRows(a, b), 2).find(({ metric }) => metric === 'latency')!;
  assert.equal([latency.blocks[0]!.a.toFixed(6), latency.blocks[1]], ['100.000000', null]);
});

test('a metric that nobody has is no series; ways of serving are apart', () => {
  const a = [row({ tpot_ms: null }), batchRow(2)];
  const found = seriesOf(pairRows(a, a), 1).map(({ cell, metric }) => `${cell}: ${metric}`);
  assert.equal(found, [
    'streaming: first-token',
    'streaming: latency',
    'streaming: throughput',
    'batch of 2: latency',
    'batch of 2: throughput',
  ]);
});

test('throughput is that of the time with all requests in flight, where every trial has one', () => {
  const of = (aggregate_tokens_per_sec: number, saturated_tokens_per_sec: number | null, block = 0) =>
    row({ block, aggregate_tokens_per_sec, saturated_tokens_per_sec });
  const ratios = (a: LogRow[], b: LogRow[]) =>
    seriesOf(pairRows(a, b), a.length)
      .find(({ metric }) => metric === 'throughput')!
      .blocks.map((pair) => (pair!.b / pair!.a).toFixed(6));
  assert.equal(ratios([of(10, 20)], [of(10, 30)]), ['1.500000']);
  assert.equal(ratios([of(10, 20), of(10, 20, 1)], [of(10, 30), of(11, null, 1)]), ['1.000000', '1.100000']);
});

test('only so many blocks are looked at', () => {
  const a = [...trial(0, [100]), ...trial(1, [100])];
  assert.ok(seriesOf(pairRows(a, a), 1).every(({ blocks }) => blocks.length === 1));
});

test.run();
