import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { goodput, waitUnderLoad } from '../../src/analysis/figures/load-curves.js';
import { capacities, loads } from '../../src/analysis/under-load.js';
import type { LogRow } from '../../src/results/schema.js';
import { row } from './rows.js';

const test = suite('analysis/under-load');

/** `n` requests, one every `everyMs`, seen after `seenMs`, 10 tokens each. */
const load = (n: number, everyMs: number, seenMs: number, changes: Partial<LogRow> = {}): LogRow[] =>
  Array.from({ length: n }, (_, i) =>
    row({
      trial_id: `load/stream/constant:${1000 / everyMs}`,
      timestamp: new Date(i * everyMs).toISOString(),
      ttft_ms: seenMs,
      total_latency_ms: seenMs + 50,
      output_len: 10,
      ...changes,
    }),
  );
const within = { firstSeenMs: 100 };

test('rate, percentiles and tokens of a load: 101 requests in 10 s', () => {
  const [one] = loads(load(101, 100, 20), within);
  assert.is(one?.offeredPerSec, 10);
  assert.is(one?.firstSeenP50?.value, 20);
  assert.is(one?.attainment.estimate, 1);
  // the last request comes at 10 s and is complete 70 ms later
  assert.is(one?.tokensPerSec, 1010 / 10.07);
});

test('late and failed requests break the promise', () => {
  const late = load(50, 100, 500);
  const failed = load(50, 100, 20, { status: 'failed', total_latency_ms: null, ttft_ms: null });
  const rows = [...load(100, 100, 20), ...late, ...failed].map((one, i) => ({
    ...one,
    timestamp: new Date(i * 100).toISOString(),
  }));
  const [mixed] = loads(rows, within);
  assert.is(mixed?.attainment.estimate, 0.5);
  assert.is(mixed?.failed, 50);
});

test('too few requests: no percentile, rather than a guess', () => {
  assert.is(loads(load(5, 100, 20), within)[0]?.firstSeenP50, null);
});

test('capacity lies between the last good and the first bad rate', () => {
  const all = loads([...load(100, 100, 20), ...load(100, 50, 30), ...load(100, 25, 400)], within);
  const [limit] = capacities(all, 0.95);
  assert.equal([Math.round(limit!.goodPerSec!), Math.round(limit!.badPerSec!)], [20, 40]);
  assert.is(capacities(all.slice(0, 1), 0.95)[0]?.badPerSec, null);
  // all of 50 kept it: Wilson's interval begins at 93 %, so 95 % is not sure
  assert.is(capacities(loads(load(50, 100, 20), within), 0.95)[0]?.goodPerSec, null);
});

test('rows of a matrix are no load; figures of nothing are empty', () => {
  assert.equal(loads([row(), row()], within), []);
  assert.equal([...waitUnderLoad([]).data, ...goodput([], 100).data], []);
});

test('the curves: one line a way, and the diagonal', () => {
  const all = loads([...load(100, 100, 20), ...load(100, 50, 30)], within);
  const [line, all100] = goodput(all, 100).data;
  assert.equal((line!.x as number[]).map(Math.round), [10, 20]);
  assert.is(all100?.name, 'every request');
  assert.match(waitUnderLoad(all).caption, /n = 100 requests a point/);
});

test.run();
