import { mean } from 'simple-statistics';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Decision, decide } from '../../../src/metrics/statistics/decide.js';
import type { Interval } from '../../../src/metrics/statistics/interval.js';
import { pairedRatio } from '../../../src/metrics/statistics/paired.js';
import { unpairedRatio } from '../../../src/metrics/statistics/unpaired.js';
import { seededRandom } from '../../../src/workload/random.js';
import { type Noise, playRun } from '../../support/noise.js';

/** Five cells take part, as in the default plan; the first two are compared. */
const cells = (first: number): number[] => [first, 1, 1, 1, 1];
const EXPERIMENTS = 2000;
const THRESHOLD = 0.05;

function comparePaired(first: number, blocks: number, noise: Noise, random: () => number): Interval {
  const [a, b] = playRun(cells(first), blocks, noise, random);
  return pairedRatio(
    a!.map((value, block) => ({ a: value, b: b![block]!, cluster: `${block}` })),
    { random },
  );
}

/** Two runs, each with its own noise, of one cell. */
function compareRuns(first: number, blocks: number, noise: Noise, random: () => number): Interval {
  const [[a], [b]] = [playRun(cells(first), blocks, noise, random), playRun(cells(1), blocks, noise, random)];
  return unpairedRatio(a!, b!);
}

function simulate(compare: () => Interval): Record<Decision | 'excludes 1', number> {
  const counts = { greater: 0, less: 0, same: 0, 'cannot tell': 0, 'excludes 1': 0 };
  for (let i = 0; i < EXPERIMENTS; i++) {
    const interval = compare();
    counts[decide(interval, THRESHOLD).decision]++;
    if (interval.low! > 1 || interval.high! < 1) counts['excludes 1']++;
  }
  return counts;
}

const share = (count: number): number => count / EXPERIMENTS;
/** Three standard errors of a share of 5 % among this many experiments. */
const LUCK = 3 * Math.sqrt((0.05 * 0.95) / EXPERIMENTS);

/**
 * As recorded by `npm run bench:aa` on a shared two-core virtual machine: 40 trials with the runtime's own threads, and
 * the 24 of 30 trials with one thread that nothing else disturbed.
 */
const RECORDED: readonly Noise[] = [
  { sd: 0.31, rho: 0.41 },
  { sd: 0.17, rho: 0.65 },
];

const NOISES: readonly Noise[] = [
  { sd: 0.03, rho: 0.6 },
  { sd: 0.05, rho: 0.9 },
  { sd: 0.1, rho: 0.5 },
  ...RECORDED,
];

test('A/A: wrong "different" in at most 5 % of 30,000 experiments, and under each noise but for luck', () => {
  const shares = [3, 5, 8].flatMap((blocks) =>
    NOISES.map((noise) => {
      const random = seededRandom(blocks);
      const counts = simulate(() => comparePaired(1, blocks, noise, random));
      const where = `${blocks} blocks, ${JSON.stringify(noise)}: ${JSON.stringify(counts)}`;
      assert.ok(share(counts.greater + counts.less) <= 0.05 + LUCK, where);
      assert.ok(share(counts['excludes 1']) <= 0.05 + LUCK, where);
      return share(counts.greater + counts.less);
    }),
  );
  assert.ok(mean(shares) <= 0.05, `${shares}`);
});

test('A/A with disturbed trials: wrong "different" at most 5 %', () => {
  const random = seededRandom(11);
  const noise = { sd: 0.03, rho: 0.6, spikes: 0.05, spike: 0.3 };
  const counts = simulate(() => comparePaired(1, 5, noise, random));
  assert.ok(share(counts.greater + counts.less) <= 0.05, JSON.stringify(counts));
});

test('a true 10 % slowdown is found in at least 90 % with five blocks', () => {
  const random = seededRandom(12);
  const counts = simulate(() => comparePaired(1.1, 5, { sd: 0.03, rho: 0.6 }, random));
  assert.ok(share(counts.greater) >= 0.9, JSON.stringify(counts));
});

test('a true 10 % difference is called the same in at most 5 %, whatever the noise', () => {
  for (const sd of [0.01, 0.03, 0.1]) {
    const random = seededRandom(13);
    const counts = simulate(() => comparePaired(1.1, 5, { sd, rho: 0.6 }, random));
    assert.ok(share(counts.same + counts.less) <= 0.05, JSON.stringify(counts));
  }
});

test('two runs of one thing: wrong "different" at most 5 %; a slowdown of 10 % is found in at least 90 % with eight blocks', () => {
  const random = seededRandom(14);
  const noise = { sd: 0.03, rho: 0.6 };
  const same = simulate(() => compareRuns(1, 8, noise, random));
  assert.ok(share(same.greater + same.less) <= 0.05, JSON.stringify(same));
  const slower = simulate(() => compareRuns(1.1, 8, noise, random));
  assert.ok(share(slower.greater) >= 0.9, JSON.stringify(slower));
});

test.run();
