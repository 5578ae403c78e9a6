import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { latencyOf } from '../../src/metrics/latency.js';

/** Sent at 100; tokens received at 110, 115, 125 and 140; made 1 ms earlier each. */
const times = {
  mode: 'stream',
  sentAtMs: 100,
  receivedAtMs: [110, 115, 125, 140],
  emittedAtMs: [109, 114, 124, 139],
  answeredAtMs: 110,
  handedOverAtMs: undefined,
  outputTokens: 4,
} as const;

test('stream: the definitions of DESIGN, by hand', () => {
  assert.equal(latencyOf(times), {
    ttft_made_ms: 9,
    ttft_ms: 10,
    ttfo_ms: 10,
    total_latency_ms: 40,
    tpot_ms: 10,
    itl_p50_ms: 10,
    itl_p95_ms: null,
    itl_max_ms: 15,
    delivery_lag_ms: 1,
    tokens_per_sec: 100,
  });
});

test('batch: nothing is handed over before the end, so there is no first token and no gap', () => {
  const batch = latencyOf({ ...times, mode: 'batch', handedOverAtMs: 180 });
  assert.is(batch.ttft_ms, null);
  assert.is(batch.ttfo_ms, null);
  assert.is(batch.ttft_made_ms, 9); // made, and kept back
  assert.is(batch.tpot_ms, null);
  assert.is(batch.itl_max_ms, null);
  assert.is(batch.total_latency_ms, 80);
  assert.is(batch.tokens_per_sec, 50);
});

test('one token: no time per further token', () => {
  const one = latencyOf({ ...times, receivedAtMs: [110], emittedAtMs: [109], outputTokens: 1 });
  assert.is(one.tpot_ms, null);
  assert.is(one.itl_p50_ms, null);
  assert.is(one.ttft_ms, 10);
});

test('what is thought first is a first token, and no answer yet', () => {
  const thinking = latencyOf({ ...times, answeredAtMs: 125 });
  assert.equal([thinking.ttft_ms, thinking.ttfo_ms], [10, 25]);
  assert.is(latencyOf({ ...times, answeredAtMs: undefined }).ttfo_ms, null, 'all is thought');
});

test('no token, or a request that did not end well: null, never 0', () => {
  const none = latencyOf({
    ...times,
    receivedAtMs: [],
    emittedAtMs: [],
    answeredAtMs: undefined,
    outputTokens: 0,
  });
  assert.ok(Object.values(none).every((value) => value === null));
  assert.is(latencyOf({ ...times, outputTokens: null }).total_latency_ms, null);
});

test('the 95th percentile of the gaps needs 72 of them, as its interval does', () => {
  const receivedAtMs = Array.from({ length: 73 }, (_, i) => 100 + (i * (i + 1)) / 2); // gaps 1, 2, …, 72
  const enough = latencyOf({ ...times, receivedAtMs, emittedAtMs: receivedAtMs, outputTokens: 73 });
  assert.is(enough.itl_max_ms, 72);
  assert.is(enough.itl_p50_ms, 36.5);
  assert.is(enough.itl_p95_ms, 68.45); // numpy.quantile(numpy.arange(1, 73), 0.95)
  const few = receivedAtMs.slice(0, 72);
  assert.is(latencyOf({ ...times, receivedAtMs: few, emittedAtMs: few, outputTokens: 72 }).itl_p95_ms, null);
});

test.run();
