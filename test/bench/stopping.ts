/**
 * `npm run bench:stopping [-- --runs 10000]`: the rule by which a run stops (`decide-so-far.ts`), played on simulated
 * machines. How often does it claim what is not so, when looked at after each of 40 blocks, and how soon does it find what
 * is so? Beside it stands the rule for one look, looked at as often, and the blocks that it takes when planned in advance.
 * Reads no clock: the load of the machine does not matter. 10,000 runs of each take some 20 minutes.
 */
import Table from 'cli-table3';
import { mean } from 'simple-statistics';
import { decideTogether } from '../../src/analysis/ways/decide-together.js';
import { positiveInteger } from '../../src/cli/arguments.js';
import { rescale } from '../../src/metrics/statistics/interval.js';
import { studentInterval } from '../../src/metrics/statistics/mean-interval.js';
import { seededRandom } from '../../src/workload/random.js';
import {
  type Judge,
  type Machine,
  type PlayedVerdict,
  patient,
  playBlocks,
  playVerdict,
  THRESHOLD,
  thrifty,
} from '../support/played-verdict.js';
import { benchCommand } from './bench-command.js';

const MOST_BLOCKS = 40;
const METRICS = 4;
const { runs } = benchCommand('stopping', 'How often is the stopping rule wrong, and how soon does it know?')
  .option('--runs <n>', 'of each kind', positiveInteger, 10_000)
  .parse()
  .opts<{ runs: number }>();
/** What is only there to be compared with needs no more. */
const fewer = Math.min(runs, 1000);

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 2 : 0)} %`;

function play(effects: number[][], machine: Machine, judge: Judge, count: number): PlayedVerdict[] {
  const random = seededRandom(1);
  const options = { judge, mostBlocks: MOST_BLOCKS };
  return Array.from({ length: count }, () => playVerdict(effects, machine, options, random));
}

/** The rule of an experiment whose number of blocks was fixed: Student's 95 % intervals and Holm's correction. */
const oneLook: Judge = (series) =>
  decideTogether(
    series.map((values) => rescale(studentInterval(values), Math.exp)),
    'none false',
  ).map((decision) => ({ decision, standing: decision === 'cannot tell' ? 'open' : 'decided' }));

const ways = (count: number, ...ratios: number[]): number[][] =>
  Array.from({ length: count }, (_, i) =>
    new Array<number>(METRICS).fill(Math.log(ratios[i % ratios.length]!)),
  );

interface Truth {
  readonly name: string;
  readonly effects: number[][];
}

const A_A = [1, 4, 7].map((count): Truth => ({ name: 'A/A', effects: ways(count, 1) }));
const EDGES: readonly Truth[] = [
  { name: 'at the threshold', effects: ways(4, 1 + THRESHOLD) },
  { name: 'half A/A, half at the threshold', effects: ways(4, 1, 1 + THRESHOLD) },
];

const machineText = ({ sigma, tails, rho }: Machine): string =>
  `${100 * sigma} % ${tails}${rho ? `, ρ ${rho}` : ''}`;

function errors({ name, effects }: Truth, machine: Machine): string[] {
  const played = play(effects, machine, patient, runs);
  const often = play(effects, machine, oneLook, fewer);
  const share = (of: PlayedVerdict[], is: (wrong: PlayedVerdict['wrong']) => boolean) =>
    percent(of.filter(({ wrong }) => is(wrong)).length / of.length);
  return [
    name,
    `${effects.flat().length}`,
    machineText(machine),
    share(played, ({ different }) => different),
    share(played, ({ same }) => same),
    share(played, ({ different, same }) => different || same),
    share(often, ({ different, same }) => different || same),
    mean(played.map(({ blocks }) => blocks)).toFixed(1),
  ];
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

function power(ratio: number, machine: Machine): string[] {
  const effects = ways(1, ratio);
  const played = play(effects, machine, thrifty, runs);
  const after = played.flatMap(({ decidedAfter }) => decidedAfter);
  const within = (most: number) =>
    percent(after.filter((n) => n !== null && n <= most).length / after.length);
  return [
    `+${(100 * (ratio - 1)).toFixed(0)} %`,
    machineText(machine),
    within(10),
    within(20),
    within(40),
    mean(after.map((n) => n ?? MOST_BLOCKS)).toFixed(1),
    mean(played.map(({ blocks }) => blocks)).toFixed(1),
    blocksOfOneLook(effects, machine),
  ];
}

function show(title: string, head: string[], rows: Iterable<string[]>): void {
  const table = new Table({ head });
  for (const row of rows) table.push(row);
  console.log(`${title}\n${table}\n`);
}

const SIGMAS = [0.005, 0.05, 0.2];
const TAILS = ['normal', 'heavy'] as const;
const machines = SIGMAS.flatMap((sigma) => TAILS.map((tails): Machine => ({ sigma, tails })));
const wandering: readonly Machine[] = [0.6, 0.9].map((rho) => ({ sigma: 0.2, tails: 'normal', rho }));

show(
  `Wrong claims after any of up to ${MOST_BLOCKS} blocks, of ${runs} runs that go on while anything is open`,
  ['truth', 'comparisons', 'σ of a block', 'wrong <>', 'wrong =', 'any', 'one-look rule', 'blocks'],
  [
    ...A_A.flatMap((truth) => [...machines, ...wandering].map((machine) => errors(truth, machine))),
    ...EDGES.flatMap((truth) => machines.slice(0, 4).map((machine) => errors(truth, machine))),
  ],
);
show(
  `Four comparisons, ${runs} runs that give up: decided within so many blocks, blocks until decided, blocks of the run`,
  ['truth', 'σ of a block', '≤ 10', '≤ 20', '≤ 40', 'until', 'run', 'planned, 90 %'],
  [1, 1.05, 1.1, 1.3].flatMap((ratio) =>
    [0.005, 0.02, 0.05, 0.1, 0.2].map((sigma) => power(ratio, { sigma, tails: 'normal' })),
  ),
);
