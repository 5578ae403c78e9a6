import { AB_METRIC_NAMES } from '../../../src/ab/metric.js';
import type { Series } from '../../../src/ab/series.js';
import type { Random } from '../../../src/workload/random.js';
import { gaussian } from '../../support/noise.js';

/** Of the variance of a block, this part is common to all metrics: a slow trial is slow in everything. */
const COMMON = 0.8;

/** Blocks of a server against itself, whose log ratios are normal with the spread `sigma`. */
export function syntheticBlocks(count: number, sigma: number, random: Random): Series[] {
  const common = Array.from({ length: count }, () => gaussian(random));
  const ratioOf = (shared: number) =>
    Math.exp(sigma * (Math.sqrt(COMMON) * shared + Math.sqrt(1 - COMMON) * gaussian(random)));
  return AB_METRIC_NAMES.map((metric) => ({
    cell: 'simulated',
    metric,
    blocks: common.map((shared) => ({ a: 1, b: ratioOf(shared) })),
  }));
}
