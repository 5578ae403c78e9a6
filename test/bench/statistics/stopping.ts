/**
 * `npm run bench:stopping [-- --runs 10000 --only "A/A.* 28 "]`: the rule by which a run stops (`decide-so-far.ts`), played on
 * simulated machines. How often does it claim what is not so, when looked at after each of 40 blocks, and how soon does it
 * find what is so? Beside it stands the rule for one look: looked at as often, and the blocks that it takes when their
 * number is fixed in advance. Reads no clock, so the load of the machine does not matter. `--only` is a regular expression
 * of rows; 10,000 runs of all of them take some 20 minutes.
 */
import Table from 'cli-table3';
import { mean } from 'simple-statistics';
import { positiveInteger } from '../../../src/cli/arguments.js';
import { seededRandom } from '../../../src/workload/random.js';
import {
  answering,
  type Judge,
  type Machine,
  oneLook,
  type PlayedVerdict,
  patient,
  playBlocks,
  playVerdict,
  THRESHOLD,
  thrifty,
} from '../../support/played-verdict.js';
import { benchCommand, isSmoke, regularExpression } from '../bench-command.js';

const MOST_BLOCKS = 40;
/** Of the embedded model, on the machine that README tells of. */
const BLOCKS_OF_A_MINUTE = 12;
const METRICS = 4;
const command = benchCommand('stopping', 'How often is the stopping rule wrong, and how soon does it know?')
  .option('--runs <n>', 'of each row', positiveInteger, 10_000)
  .option('--only <regexp>', 'rows by what stands first in them', regularExpression, /(?:)/);
const asked = command.parse().opts<{ runs: number; only: RegExp }>();
const { runs, only } = isSmoke(command) ? { runs: 2, only: /, 4, 0?.?5 % normal$/ } : asked;
/** What is only there to be compared with needs no more. */
const fewer = Math.min(runs, 1000);

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 2 : 0)} %`;

function play(
  effects: number[][],
  machine: Machine,
  judge: Judge,
  count: number,
  mostBlocks = MOST_BLOCKS,
): PlayedVerdict[] {
  const random = seededRandom(1);
  const options = { judge, mostBlocks };
  return Array.from({ length: count }, () => playVerdict(effects, machine, options, random));
}

const ways = (count: number, ...ratios: number[]): number[][] =>
  Array.from({ length: count }, (_, i) =>
    new Array<number>(METRICS).fill(Math.log(ratios[i % ratios.length]!)),
  );

const machineText = ({ sigma, tails, rho }: Machine): string =>
  `${100 * sigma} % ${tails}${rho ? `, ρ ${rho}` : ''}`;

function errors(effects: number[][], machine: Machine): string[] {
  const played = play(effects, machine, patient, runs);
  const often = play(effects, machine, oneLook, fewer);
  const share = (of: PlayedVerdict[], is: (wrong: PlayedVerdict['wrong']) => boolean) =>
    percent(of.filter(({ wrong }) => is(wrong)).length / of.length);
  return [
    share(played, ({ different }) => different),
    share(played, ({ same }) => same),
    share(played, ({ different, same }) => different || same),
    share(often, ({ different, same }) => different || same),
    mean(played.map(({ blocks }) => blocks)).toFixed(1),
  ];
}

/** What is printed at the end of runs of a minute, that wait for what the answer rests on, or for all. */
function verdicts(effects: number[][], machine: Machine): string[] {
  return [answering, thrifty].flatMap((judge) => {
    const played = play(effects, machine, judge, runs, BLOCKS_OF_A_MINUTE);
    const wrong = played.filter(({ verdictWrong }) => verdictWrong).length / played.length;
    return [percent(wrong), mean(played.map(({ blocks }) => blocks)).toFixed(1)];
  });
}

/** The fewest blocks, fixed in advance, with which nine of ten comparisons are decided. */
function blocksOfOneLook(effects: number[][], machine: Machine): string {
  const random = seededRandom(2);
  const decided = new Array<number>(MOST_BLOCKS + 1).fill(0);
  for (let run = 0; run < fewer; run++) {
    const blocks = playBlocks(effects, machine, random);
    const series: number[][] = effects.flat().map(() => []);
    for (let n = 1; n <= MOST_BLOCKS; n++) {
      const block = blocks.next().value;
      for (const [i, values] of series.entries()) values.push(block[i]!);
      decided[n]! += mean(oneLook(series, 0).map(({ standing }) => Number(standing === 'decided')));
    }
  }
  const enough = decided.findIndex((sum) => sum >= 0.9 * fewer);
  return enough < 0 ? `> ${MOST_BLOCKS}` : `${enough}`;
}

function power(effects: number[][], machine: Machine): string[] {
  const played = play(effects, machine, thrifty, runs);
  const after = played.flatMap(({ decidedAfter }) => decidedAfter);
  const within = (most: number) =>
    percent(after.filter((n) => n !== null && n <= most).length / after.length);
  return [
    within(10),
    within(20),
    within(40),
    mean(after.map((n) => n ?? MOST_BLOCKS)).toFixed(1),
    mean(played.map(({ blocks }) => blocks)).toFixed(1),
    blocksOfOneLook(effects, machine),
  ];
}

interface Row {
  readonly truth: string;
  readonly effects: number[][];
  readonly machine: Machine;
}

function show(
  title: string,
  head: string[],
  rows: readonly Row[],
  measure: (effects: number[][], machine: Machine) => string[],
): void {
  const table = new Table({
    head: ['truth, comparisons, σ of a block', ...head],
    style: { head: [], border: [] },
  });
  for (const { truth, effects, machine } of rows) {
    const name = `${truth}, ${effects.flat().length}, ${machineText(machine)}`;
    if (only.test(name)) table.push([name, ...measure(effects, machine)]);
  }
  if (table.length > 0) console.log(`${title}\n${table}\n`);
}

const normal = (...sigmas: number[]): Machine[] => sigmas.map((sigma) => ({ sigma, tails: 'normal' }));
const heavy = (...sigmas: number[]): Machine[] => sigmas.map((sigma) => ({ sigma, tails: 'heavy' }));
const wandering = (...rhos: number[]): Machine[] => rhos.map((rho) => ({ sigma: 0.2, tails: 'normal', rho }));
const rows = (truth: string, effects: number[][], machines: Machine[]): Row[] =>
  machines.map((machine) => ({ truth, effects, machine }));

show(
  `Wrong claims after any of ${MOST_BLOCKS} blocks, of ${runs} runs that go on while anything is open`,
  ['wrong <>', 'wrong =', 'any', 'one-look rule: any', 'blocks'],
  [
    ...rows('A/A', ways(1, 1), [
      ...normal(0.005, 0.05, 0.2),
      ...heavy(0.005, 0.05, 0.2),
      ...wandering(0.6, 0.9),
    ]),
    ...rows('A/A', ways(7, 1), [...normal(0.005, 0.05, 0.2), ...heavy(0.005, 0.05, 0.2), ...wandering(0.9)]),
    ...rows('at the threshold', ways(4, 1 + THRESHOLD), [...normal(0.05), ...heavy(0.005)]),
    ...rows('half of each', ways(4, 1, 1 + THRESHOLD), [...normal(0.05), ...heavy(0.005)]),
  ],
  errors,
);
/** A first token that is later, and more throughput, in all batches but the smallest; the rest alike. */
const batching = ways(8, 1).map((way, i) => (i % 4 === 0 ? way : [Math.log(4), 0, Math.log(1.5), 0]));
show(
  `Wrong "greater" or "less" of the verdict at the end of ${runs} runs of at most ${BLOCKS_OF_A_MINUTE} blocks`,
  ['waits for the answer', 'blocks', 'waits for all', 'blocks'],
  [
    ...rows('A/A', ways(8, 1), [...normal(0.01, 0.05, 0.2), ...heavy(0.05)]),
    ...rows('batching pays', batching, [...normal(0.01, 0.05, 0.2), ...heavy(0.05)]),
  ],
  verdicts,
);
show(
  `Decided within so many blocks, of ${runs} runs of at most ${MOST_BLOCKS} blocks that give up what is hopeless`,
  ['≤ 10', '≤ 20', '≤ 40', 'decided after', 'run ends after', 'fixed in advance, for 90 %'],
  [1, 1.05, 1.1, 1.3].flatMap((ratio) =>
    rows(`+${(100 * (ratio - 1)).toFixed(0)} %`, ways(1, ratio), [
      ...normal(0.005, 0.02, 0.05, 0.1, 0.2),
      ...heavy(0.05),
    ]),
  ),
  power,
);
