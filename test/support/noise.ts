import { type Random, shuffled } from '../../src/workload/random.js';

/** Standard normal (Box–Muller). */
export const gaussian = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** How the speed of successive trials wanders: relative standard deviation, correlation of neighbours, and rare slow trials. */
export interface Noise {
  readonly sd: number;
  readonly rho: number;
  /** Chance that a trial is disturbed, which slows it by `spike`. */
  readonly spikes?: number;
  readonly spike?: number;
}

/** An endless first-order autoregression in the logs, with spikes. */
function* noisySeries({ sd, rho, spikes = 0, spike = 0 }: Noise, random: Random): Generator<number, never> {
  let drift = gaussian(random) * sd;
  for (;;) {
    yield Math.exp(drift + (random() < spikes ? spike : 0));
    drift = rho * drift + Math.sqrt(1 - rho ** 2) * sd * gaussian(random);
  }
}

export interface PlayedTrial {
  readonly cell: number;
  readonly block: number;
  /** Latency. */
  readonly value: number;
}

/** Plays a benchmark, in the order of measurement: every cell once per block, shuffled, all under one wandering noise. */
export function playTrials(
  costs: readonly number[],
  blocks: number,
  noise: Noise,
  random: Random,
): PlayedTrial[] {
  const series = noisySeries(noise, random);
  return Array.from({ length: blocks }, (_, block) =>
    shuffled([...costs.keys()], random).map((cell) => ({
      cell,
      block,
      value: costs[cell]! * series.next().value,
    })),
  ).flat();
}

/** The same by cell and block. */
export function playRun(costs: readonly number[], blocks: number, noise: Noise, random: Random): number[][] {
  const trials = playTrials(costs, blocks, noise, random);
  return costs.map((_, cell) => trials.filter((trial) => trial.cell === cell).map(({ value }) => value));
}
