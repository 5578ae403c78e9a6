import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isShort, type Served, saturationOf } from '../../src/metrics/saturation.js';
import { seededRandom } from '../../src/workload/random.js';

const served = (sentAtMs: number, endedAtMs: number, outputTokens: number): Served => ({
  sentAtMs,
  endedAtMs,
  outputTokens,
});

test('two in flight: the drain of the last one alone is left out', () => {
  // 0–100, beside it 0–50 and then 50–100; what comes at 100 is alone.
  const requests = [served(0, 100, 10), served(0, 50, 5), served(50, 100, 5), served(100, 400, 30)];
  assert.equal(saturationOf(requests, 2), { saturated_ms: 100, saturated_tokens_per_sec: 200 });
});

test('the place of who ends late is taken no more: it counts by its time until then', () => {
  const requests = [served(0, 30, 3), served(0, 100, 10)];
  assert.equal(saturationOf(requests, 2), { saturated_ms: 30, saturated_tokens_per_sec: 200 });
});

test('one at a time, and full batches, are saturated from beginning to end', () => {
  const oneByOne = [served(0, 50, 5), served(50, 200, 15)];
  assert.equal(saturationOf(oneByOne, 1), { saturated_ms: 200, saturated_tokens_per_sec: 100 });
  const batches = [served(0, 100, 4), served(0, 100, 6), served(100, 200, 5), served(100, 200, 5)];
  assert.equal(saturationOf(batches, 2), { saturated_ms: 200, saturated_tokens_per_sec: 100 });
});

test('a batch that is not full is drain', () => {
  const batches = [served(0, 100, 4), served(0, 100, 6), served(100, 200, 5)];
  assert.equal(saturationOf(batches, 2), { saturated_ms: 100, saturated_tokens_per_sec: 100 });
});

test('never so many requests, or no time at all: nothing is said', () => {
  const nothing = { saturated_ms: null, saturated_tokens_per_sec: null };
  assert.equal(saturationOf([served(0, 50, 5)], 2), nothing);
  assert.equal(saturationOf([], 1), nothing);
  assert.equal(saturationOf([served(0, 0, 0)], 1), nothing);
});

test('a window under half of the trial is short', () => {
  const of = (saturated_ms: number | null) => isShort({ saturated_ms, saturated_tokens_per_sec: 1 }, 100);
  assert.equal([49, 50, null].map(of), [true, false, false]);
});

/** A server whose steps take 30 ms however many share them, after a prefill of 20 ms for each prompt, `size` in flight. */
function played(count: number, size: number, random: () => number): Served[] {
  const running: { sentAtMs: number; left: number; outputTokens: number }[] = [];
  const done: Served[] = [];
  let [now, sent] = [0, 0];
  while (done.length < count) {
    for (; running.length < size && sent < count; sent++) {
      const outputTokens = 11 + Math.floor(90 * random());
      running.push({ sentAtMs: sent < size ? 0 : now, left: outputTokens - 1, outputTokens });
      now += 20;
    }
    now += 30;
    for (const one of running) one.left--;
    done.push(...running.filter(({ left }) => left === 0).map((one) => ({ ...one, endedAtMs: now })));
    running.splice(0, running.length, ...running.filter(({ left }) => left > 0));
  }
  return done;
}

test('of a server that always has more to do, a short trial tells the throughput to 2 %; with its drain, 15 % too little', () => {
  const random = seededRandom(1);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const truth = saturationOf(played(5000, 8, random), 8).saturated_tokens_per_sec!; // the ends are nothing of it
  const short = Array.from({ length: 100 }, () => played(32, 8, random));
  const window = mean(short.map((trial) => saturationOf(trial, 8).saturated_tokens_per_sec!));
  assert.ok(Math.abs(window / truth - 1) < 0.02, `${window / truth}`);
  const whole = short.map((trial) => {
    const tokens = trial.reduce((sum, one) => sum + one.outputTokens, 0);
    return tokens / (Math.max(...trial.map(({ endedAtMs }) => endedAtMs)) / 1000);
  });
  assert.ok(mean(whole) / truth < 0.88, `${mean(whole) / truth}`);
});

test.run();
