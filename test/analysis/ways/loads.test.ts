import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { goodput, waitUnderLoad } from '../../../src/analysis/figures/load-curves.js';
import { loads } from '../../../src/analysis/ways/loads.js';
import type { LogRow } from '../../../src/results/schema.js';
import { wayColumns } from '../../../src/ways.js';
import { batchOf, row } from '../../support/rows.js';
import { load } from '../load-rows.js';

const test = suite('analysis/under-load');

const slo = { ttftMs: 100 };
const ofOne = (rows: readonly LogRow[]) => loads(rows, slo)[0]!;

test('percentiles and tokens of a load: 101 requests in 10 s', () => {
  const one = ofOne(load({ n: 101, perSecond: 10, seenMs: 20 }));
  assert.is(one.perSecond, 10);
  assert.is(one.firstSeenP50?.value, 20);
  assert.is(one.attainment.estimate, 1);
  // the last request comes at 10 s and is complete 70 ms later
  assert.is(one.tokensPerSec, 1010 / 10.07);
});

test('the rate is the one that was asked for, whatever came', () => {
  const few = load({ n: 11, perSecond: 10, seenMs: 20, everyMs: 500 });
  assert.is(ofOne(few).perSecond, 10);
  assert.is(ofOne(few).goodputPerSec, 10);
});

test('late and failed requests break the promise, and so do slow tokens', () => {
  const good = load({ n: 100, perSecond: 10, seenMs: 20 });
  const rows = good.map(
    (one, i): LogRow => ({
      ...one,
      ...(i % 4 === 0 ? { status: 'failed', total_latency_ms: null, ttft_ms: null } : {}),
      ...(i % 4 === 1 ? { ttft_ms: 500, total_latency_ms: 550 } : {}),
      ...(i % 4 === 2 ? { tpot_ms: 60 } : {}),
    }),
  );
  assert.is(ofOne(rows).attainment.estimate, 0.5);
  assert.is(ofOne(rows).failed, 25);
  assert.is(ofOne(rows).goodputPerSec, 5);
  assert.is(loads(rows, { ttftMs: 100, tpotMs: 50 })[0]!.attainment.estimate, 0.25);
});

test('a batch shows its first token with its last', () => {
  const batch = { ...wayColumns(batchOf(4)), ttft_ms: null, total_latency_ms: 150 };
  assert.is(ofOne(load({ n: 20, perSecond: 10, seenMs: 0, changes: batch })).attainment.estimate, 0);
});

test('requests that are late together make the interval wider', () => {
  const width = (isLate: (i: number) => boolean) => {
    const rows = load({ n: 100, perSecond: 10, seenMs: 20 });
    const { low, high } = ofOne(
      rows.map((one, i) => (isLate(i) ? { ...one, ttft_ms: 500 } : one)),
    ).attainment;
    return high! - low!;
  };
  assert.ok(width((i) => i < 20) > 2 * width((i) => i % 5 === 0));
});

test('several loads of one rate count as one; closed loops have none', () => {
  const twice = ['a', 'b'].flatMap((run_id) =>
    load({ n: 50, perSecond: 10, seenMs: 20, changes: { run_id } }),
  );
  assert.is(ofOne(twice).requests, 100);
  // each was served by itself: the time between them is nobody's
  assert.is(Math.round(ofOne(twice).tokensPerSec!), Math.round(1000 / (2 * 4.97)));
  assert.equal(
    loads(load({ n: 9, perSecond: 9, seenMs: 1, changes: { trial_id: 'load/stream/closed:4' } }), slo),
    [],
  );
});

test('too few requests: no percentile, rather than a guess', () => {
  assert.is(ofOne(load({ n: 5, perSecond: 10, seenMs: 20 })).firstSeenP50, null);
});

test('rows of a matrix are no load; figures of nothing are empty', () => {
  assert.equal(loads([row(), row()], slo), []);
  assert.equal([...waitUnderLoad([]).data, ...goodput([], slo).data], []);
});

test('the curves: one line a way, and the diagonal', () => {
  const all = loads(
    [...load({ n: 100, perSecond: 10, seenMs: 20 }), ...load({ n: 100, perSecond: 20, seenMs: 30 })],
    slo,
  );
  const [line, every] = goodput(all, slo).data;
  assert.equal(
    [line!.x, line!.y],
    [
      [10, 20],
      [10, 20],
    ],
  );
  assert.is(every?.name, 'every request');
  assert.match(waitUnderLoad(all).caption, /n = 100 requests a point/);
});

test.run();
