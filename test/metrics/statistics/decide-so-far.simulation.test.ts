import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seededRandom } from '../../../src/workload/random.js';
import {
  answering,
  type Judge,
  type Machine,
  type PlayedVerdict,
  patient,
  playVerdict,
  thrifty,
} from '../../support/played-verdict.js';

/** `npm run bench:stopping` plays 10,000 of each, and more machines. */
const RUNS = 200;
/** Three standard errors of a share of 5 % among so many runs. */
const LUCK = 3 * Math.sqrt((0.05 * 0.95) / RUNS);

const ways = (count: number, ratio: number): number[][] =>
  Array.from({ length: count }, () => new Array<number>(4).fill(Math.log(ratio)));

function play(effects: number[][], machine: Machine, mostBlocks: number, judge: Judge): PlayedVerdict[] {
  const random = seededRandom(1);
  return Array.from({ length: RUNS }, () => playVerdict(effects, machine, { judge, mostBlocks }, random));
}

const share = (runs: PlayedVerdict[], happened: (run: PlayedVerdict) => boolean): number =>
  runs.filter(happened).length / runs.length;

const MACHINES: readonly Machine[] = [
  { sigma: 0.2, tails: 'normal' },
  { sigma: 0.2, tails: 'heavy' },
  { sigma: 0.2, tails: 'normal', rho: 0.9 },
];

test('A/A with a look after each of 40 blocks: any wrong claim in at most 5 % of runs, but for luck', () => {
  for (const machine of MACHINES) {
    const wrong = share(
      play(ways(2, 1), machine, 40, patient),
      (run) => run.wrong.different || run.wrong.same,
    );
    assert.ok(wrong <= 0.05 + LUCK, `${JSON.stringify(machine)}: ${wrong}`);
  }
});

test('differences right at the threshold are called the same in at most 5 % of runs, but for luck', () => {
  const wrong = share(
    play(ways(2, 1.05), { sigma: 0.05, tails: 'normal' }, 40, patient),
    (run) => run.wrong.same,
  );
  assert.ok(wrong <= 0.05 + LUCK, `${wrong}`);
});

test('+10 % where blocks differ by 5 %: found within 20 blocks in at least 90 %', () => {
  for (const tails of ['normal', 'heavy'] as const) {
    const runs = play(ways(1, 1.1), { sigma: 0.05, tails }, 20, thrifty);
    const found = share(runs, ({ judged }) => judged.every(({ decision }) => decision === 'greater'));
    assert.ok(found >= 0.9, `${tails}: ${found}`);
  }
});

test('A/A that ends once the answer is decided: the verdict on all of it is wrong in at most 5 %, but for luck', () => {
  const runs = play(ways(8, 1), { sigma: 0.2, tails: 'normal' }, 12, answering);
  const wrong = share(runs, ({ verdictWrong }) => verdictWrong);
  assert.ok(wrong <= 0.05 + LUCK, `${wrong}`);
});

test('on a quiet machine large differences end a run after three to five blocks', () => {
  const runs = play(ways(4, 3), { sigma: 0.02, tails: 'normal' }, 40, patient);
  assert.ok(runs.every(({ blocks }) => blocks >= 3 && blocks <= 5));
});

test('a run of 20 blocks that cannot be decided in them mostly gives up within ten', () => {
  const runs = play(ways(1, 1), { sigma: 0.2, tails: 'normal' }, 20, thrifty);
  assert.ok(share(runs, ({ blocks }) => blocks <= 10) >= 0.75);
});

test.run();
