import { type DecisionSoFar, decideSoFar } from '../../src/metrics/statistics/decide-so-far.js';
import { type Random, shuffled } from '../../src/workload/random.js';
import { gaussian } from './noise.js';

/** How the trials of a machine differ that should be alike. */
export interface Machine {
  /** Standard deviation of a log ratio within a block: 0.05 is 5 %. */
  readonly sigma: number;
  /** Heavy: Student's t with 3 degrees of freedom. */
  readonly tails: 'normal' | 'heavy';
  /** Correlation of successive trials of a block and the next, whatever they measure; 0 when absent. */
  readonly rho?: number;
}

/** Of the variance of a trial's measures, this part is common to all of them: a slow trial is slow in everything. */
const COMMON = 0.8;

/** Student's t with 3 degrees of freedom, scaled to variance 1. */
function heavy(random: Random): number {
  const squares = gaussian(random) ** 2 + gaussian(random) ** 2 + gaussian(random) ** 2;
  return gaussian(random) / Math.sqrt(squares);
}

function* trials(
  metrics: number,
  { sigma, tails, rho = 0 }: Machine,
  random: Random,
): Generator<number[], never> {
  const draw = () => (tails === 'heavy' ? heavy(random) : gaussian(random));
  let common = draw();
  for (;;) {
    const own = Array.from({ length: metrics }, draw);
    yield own.map((x) => (sigma / Math.SQRT2) * (Math.sqrt(COMMON) * common + Math.sqrt(1 - COMMON) * x));
    common = rho * common + Math.sqrt(1 - rho ** 2) * draw();
  }
}

/**
 * Plays the blocks of a run without end: in each, the base and every other way once, shuffled. Yields the block's log
 * ratios, one for each comparison: a way against the base in one metric.
 * @param effects true log ratios, way by way, metric by metric
 */
export function* playBlocks(
  effects: readonly (readonly number[])[],
  machine: Machine,
  random: Random,
): Generator<number[], never> {
  const measured = trials(effects[0]!.length, machine, random);
  for (;;) {
    const block: number[][] = [];
    for (const way of shuffled([0, ...effects.map((_, i) => i + 1)], random))
      block[way] = measured.next().value;
    const [base, ...ways] = block;
    yield ways.flatMap((way, i) => way.map((x, metric) => effects[i]![metric]! + x - base![metric]!));
  }
}

type Judged = Pick<DecisionSoFar, 'decision' | 'standing'>;

/** What is said of the log ratios, one series for each comparison, when so many more blocks may be measured. */
export type Judge = (series: readonly (readonly number[])[], blocksLeft: number) => readonly Judged[];

/** The smallest ratio that matters to all judges. */
export const THRESHOLD = 0.05;

/** Ends when what is open can hardly be decided in the blocks that are left. */
export const thrifty: Judge = (series, blocksLeft) =>
  decideSoFar(series, { threshold: THRESHOLD, blocksLeft });

/** Goes on while anything is open: nothing hides a wrong claim that a later look would make. */
export const patient: Judge = (series) => thrifty(series, Number.POSITIVE_INFINITY);

export interface PlayedVerdict {
  readonly judged: readonly Judged[];
  /** When the run ended. */
  readonly blocks: number;
  /** The block after which each comparison was first decided; null: never. */
  readonly decidedAfter: readonly (number | null)[];
  /** Was anything claimed, after any block, that is not so? */
  readonly wrong: { readonly different: boolean; readonly same: boolean };
}

const isWrong = {
  greater: (truth: number) => truth <= 0,
  less: (truth: number) => truth >= 0,
  same: (truth: number) => Math.abs(truth) >= Math.log1p(THRESHOLD),
  'cannot tell': () => false,
};

/** Measures block by block, looks after each, and stops as soon as nothing is open. */
export function playVerdict(
  effects: readonly (readonly number[])[],
  machine: Machine,
  { judge, mostBlocks }: { readonly judge: Judge; readonly mostBlocks: number },
  random: Random,
): PlayedVerdict {
  const truth = effects.flat();
  const series: number[][] = truth.map(() => []);
  const decidedAfter: (number | null)[] = truth.map(() => null);
  const wrong = { different: false, same: false };
  const played = playBlocks(effects, machine, random);
  for (let blocks = 1; ; blocks++) {
    const block = played.next().value;
    for (const [i, values] of series.entries()) values.push(block[i]!);
    const judged = judge(series, mostBlocks - blocks);
    for (const [i, { decision }] of judged.entries()) {
      if (decision !== 'cannot tell') decidedAfter[i] ??= blocks;
      if (isWrong[decision](truth[i]!)) wrong[decision === 'same' ? 'same' : 'different'] = true;
    }
    const open = judged.some(({ standing }) => standing === 'open');
    if (!open || blocks === mostBlocks) return { judged, blocks, decidedAfter, wrong };
  }
}
