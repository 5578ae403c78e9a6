import { restsOn } from '../../src/analysis/answers/rests-on.js';
import { decideTogether } from '../../src/analysis/ways/decide-together.js';
import { type DecisionSoFar, decideSoFar } from '../../src/metrics/statistics/decide-so-far.js';
import { rescale } from '../../src/metrics/statistics/interval.js';
import { studentInterval } from '../../src/metrics/statistics/mean-interval.js';
import { type Random, shuffled } from '../../src/workload/random.js';
import { gaussian } from './noise.js';
import { batchOf, continuous, STREAMING } from './rows.js';

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

/** Streaming is the base; the other ways are the sizes of batches, then those of continuous batching. */
const SIZES = [1, 2, 4, 8];
const WAYS = [...SIZES.map(batchOf), ...SIZES.map(continuous)];
const METRICS = ['firstSeenMs', 'latencyMs', 'throughputTps', 'peakMb'] as const;

/** `thrifty`, but waits only for what the answer rests on, and for five blocks at least: as `run` does unless told otherwise. */
export const answering: Judge = (series, blocksLeft) => {
  const judged = thrifty(series, blocksLeft).map((one, i) => {
    const way = WAYS[Math.floor(i / METRICS.length)]!;
    return { ...one, metric: METRICS[i % METRICS.length]!, way, base: STREAMING };
  });
  const needed = new Set(restsOn(judged));
  const tooFew = series[0]!.length < 5;
  return judged.map((one) => {
    const standing = needed.has(one) || one.standing === 'decided' ? one.standing : 'out of reach';
    return { ...one, standing: tooFew ? 'open' : standing };
  });
};

/** The verdict's rule, which knows of no earlier looks: Student's 95 % intervals and Holm's correction. */
export const oneLook: Judge = (series) =>
  decideTogether(
    series.map((values) => rescale(studentInterval(values), Math.exp)),
    'none false',
  ).map(({ decision }) => ({ decision, standing: decision === 'cannot tell' ? 'open' : 'decided' }));

export interface PlayedVerdict {
  readonly judged: readonly Judged[];
  /** When the run ended. */
  readonly blocks: number;
  /** The block after which each comparison was first decided; null: never. */
  readonly decidedAfter: readonly (number | null)[];
  /** Was anything claimed, after any block, that is not so? */
  readonly wrong: { readonly different: boolean; readonly same: boolean };
  /** Does the verdict, read off all blocks once the run has ended, call something different that is not so? */
  readonly verdictWrong: boolean;
}

const isWrong = {
  greater: (truth: number) => truth <= 0,
  less: (truth: number) => truth >= 0,
  same: (truth: number) => Math.abs(truth) >= Math.log1p(THRESHOLD),
  'cannot tell': () => false,
};

const claimsFalsely = (judged: readonly Judged[], truth: readonly number[]): boolean =>
  judged.some(({ decision }, i) => decision !== 'same' && isWrong[decision](truth[i]!));

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
    if (!open || blocks === mostBlocks)
      return { judged, blocks, decidedAfter, wrong, verdictWrong: claimsFalsely(oneLook(series, 0), truth) };
  }
}
