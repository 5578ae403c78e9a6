import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seededRandom } from '../../../src/workload/random.js';
import { judgeMemory } from './soak-memory.js';

/** A minute at 4 samples a second; `residentMb` of the time, which runs from 0 to 1. */
const minute = (residentMb: (time: number) => number, requests = 6000) =>
  Array.from({ length: 240 }, (_, i) => ({
    residentMb: residentMb(i / 240),
    requests: Math.round((requests * i) / 240),
  }));
const verdict = (...args: Parameters<typeof minute>) => judgeMemory(minute(...args), 240).verdict;

const random = seededRandom(1);
const noise = (share: number) => 1 + share * (2 * random() - 1);

test('flat with the noise of a real soak, whatever the warm-up did', () => {
  assert.is(
    verdict(() => 340 * noise(0.02)),
    'flat',
  );
  assert.is(
    verdict((time) => (time < 1 / 3 ? 200 + 420 * time : 340) * noise(0.02)),
    'flat',
  );
});

test('a steady leak above 3 % a third grows, one below does not', () => {
  assert.is(
    verdict((time) => (340 + 60 * time) * noise(0.02)), // 20 MiB a third
    'grows',
  );
  assert.is(
    verdict((time) => (340 + 12 * time) * noise(0.01)), // 4 MiB a third
    'flat',
  );
});

test('a step between the thirds grows; memory given back is no growth', () => {
  assert.is(
    verdict((time) => (time < 2 / 3 ? 340 : 355)),
    'grows',
  );
  assert.is(
    verdict((time) => (time < 2 / 3 ? 340 : 290)),
    'flat',
  );
});

test('cannot tell: a saw-tooth, too few requests, a sampler that was held up', () => {
  const saw = judgeMemory(
    minute((time) => 300 + 60 * ((time * 7) % 1)),
    240,
  );
  assert.is(saw.verdict, 'cannot tell');
  assert.match(saw.why, /too noisy: .* MiB: .* %/);
  const few = judgeMemory(
    minute(() => 340, 1200),
    240,
  );
  assert.match(few.why, /only 39\d requests/);
  assert.match(
    judgeMemory(
      minute(() => 340),
      600,
    ).why,
    /only 240 of 600 samples/,
  );
  assert.is(judgeMemory([], 240).verdict, 'cannot tell');
});

test.run();
