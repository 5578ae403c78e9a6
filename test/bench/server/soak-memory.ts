import { median } from 'simple-statistics';
import { studentInterval } from '../../../src/metrics/statistics/index.js';

export interface MemorySample {
  /** Resident memory of the server and its model, MiB. */
  readonly residentMb: number;
  /** Requests sent so far. */
  readonly requests: number;
}

export interface MemoryJudgement {
  readonly verdict: 'flat' | 'grows' | 'cannot tell';
  readonly why: string;
}

/** Memory of the last third may exceed that of the middle third by this share; the first is the warm-up. */
const MAX_GROWTH = 0.03;

/** Of a third. 3 % of the 340 MiB that server and model hold is 10 MiB: 20 KiB that each request leaves behind show. */
const FEWEST_REQUESTS = 500;

/** Of a third. A plateau of the engine's memory, of which it has three within 9 MiB, lasts about as long. */
const BLOCKS = 6;

/**
 * Whether memory grew from the middle third to the last. Growth is told from noise by the 95 % interval over blocks of
 * the thirds, each by its median: the first of the last third over the first of the middle third, and so on.
 * @param samples taken at equal distances @param due how many there would be had the sampler always run in time
 */
export function judgeMemory(samples: readonly MemorySample[], due: number): MemoryJudgement {
  const [first, middle, last] = split(samples, 3) as [MemorySample[], MemorySample[], MemorySample[]];
  if (samples.length < due / 2 || samples.length < 3 * BLOCKS)
    return cannotTell(
      `only ${samples.length} of ${due} samples: the machine is too busy, or the soak too short`,
    );
  const requests = Math.min(
    ...[first, middle, last].map((third) => third.at(-1)!.requests - third[0]!.requests),
  );
  if (requests < FEWEST_REQUESTS)
    return cannotTell(`only ${requests} requests in a third, which takes ${FEWEST_REQUESTS} to show a leak`);
  const before = split(middle, BLOCKS).map(medianMb);
  const { estimate, low, high } = studentInterval(
    split(last, BLOCKS).map((block, i) => medianMb(block) / before[i]! - 1),
  );
  const why = `${medianMb(middle).toFixed(1)} → ${medianMb(last).toFixed(1)} MiB: ${percent(estimate)} (${percent(low!)} to ${percent(high!)})`;
  if (low! > MAX_GROWTH) return { verdict: 'grows', why };
  return high! <= MAX_GROWTH ? { verdict: 'flat', why } : cannotTell(`too noisy: ${why}`);
}

const cannotTell = (why: string): MemoryJudgement => ({ verdict: 'cannot tell', why });

const medianMb = (samples: readonly MemorySample[]) => median(samples.map(({ residentMb }) => residentMb));

/** Consecutive parts of equal length; what is left over at the end is dropped. */
function split<T>(items: readonly T[], parts: number): T[][] {
  const size = Math.floor(items.length / parts);
  return Array.from({ length: parts }, (_, i) => items.slice(i * size, (i + 1) * size));
}

const percent = (share: number) => `${share < 0 ? '' : '+'}${(100 * share).toFixed(1)} %`;
