import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Served, saturationOf } from '../../src/metrics/saturation.js';

/** A token every 10 ms from 10 ms after it was sent. */
const stream = (sentAtMs: number, outputTokens: number, pieces = outputTokens): Served => ({
  sentAtMs,
  outputTokens,
  deliveredAtMs: Array.from({ length: pieces }, (_, i) => sentAtMs + 10 * (i + 1)),
});
const whole = (sentAtMs: number, atMs: number, outputTokens: number): Served => ({
  sentAtMs,
  outputTokens,
  deliveredAtMs: [atMs],
});

test('two in flight: the drain of the last one alone is left out', () => {
  // 0–100, beside it 0–50 and then 50–100; what comes at 100 is alone.
  const requests = [stream(0, 10), stream(0, 5), stream(50, 5), stream(100, 30)];
  assert.equal(saturationOf(requests, 2), { saturated_ms: 100, saturated_tokens_per_sec: 200 });
});

test('the place of who ends late is taken no more: its tokens count until then', () => {
  // 0–30, and 0–100 of which 3 of 10 tokens fall into the first 30 ms.
  const requests = [stream(0, 3), stream(0, 10)];
  assert.equal(saturationOf(requests, 2), { saturated_ms: 30, saturated_tokens_per_sec: 200 });
});

test('one at a time, and full batches, are saturated from beginning to end', () => {
  const oneByOne = [stream(0, 5), stream(50, 15)];
  assert.equal(saturationOf(oneByOne, 1), { saturated_ms: 200, saturated_tokens_per_sec: 100 });
  const batches = [whole(0, 100, 4), whole(0, 100, 6), whole(100, 200, 5), whole(100, 200, 5)];
  assert.equal(saturationOf(batches, 2), { saturated_ms: 200, saturated_tokens_per_sec: 100 });
});

test('a batch that is not full is drain', () => {
  const batches = [whole(0, 100, 4), whole(0, 100, 6), whole(100, 200, 5)];
  assert.equal(saturationOf(batches, 2), { saturated_ms: 100, saturated_tokens_per_sec: 100 });
});

test('tokens are spread over the pieces in which they came', () => {
  const requests = [stream(0, 40, 2), stream(0, 40, 4)]; // 20 and 40 ms; two of four pieces by then
  assert.equal(saturationOf(requests, 2), { saturated_ms: 20, saturated_tokens_per_sec: 3000 });
});

test('never so many requests, or no time at all: nothing is said', () => {
  const nothing = { saturated_ms: null, saturated_tokens_per_sec: null };
  assert.equal(saturationOf([stream(0, 5)], 2), nothing);
  assert.equal(saturationOf([], 1), nothing);
  assert.equal(saturationOf([{ sentAtMs: 0, deliveredAtMs: [], outputTokens: 0 }], 1), nothing);
});

test.run();
