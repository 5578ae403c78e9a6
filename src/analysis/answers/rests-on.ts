import { familyNamed, sameCache, sameFamily, type Way, type WayName } from '../../ways.js';
import type { Comparison, Metric } from '../ways/ratios.js';

/** What of a comparison tells whether an answer rests on it. */
export type Compared = Pick<Comparison, 'metric' | 'way' | 'base' | 'decision'>;

const isNamed = (way: Way, name: WayName): boolean => sameFamily(way, familyNamed(name));

const isGreater = ({ decision }: Compared): boolean => decision === 'greater';

/** Sizes up to the first that is surely faster: the advice begins there, whatever larger ones do. */
function untilFaster<T extends Compared>(speeds: readonly T[]): readonly T[] {
  const first = speeds.findIndex(isGreater);
  return first < 0 ? speeds : speeds.slice(0, first + 1);
}

/**
 * The comparisons that the advice and the reasons under it rest on (`advice`, `opening`): any other may be decided as it
 * likes, and what is said first stays as it is. Besides, what was measured for a question of its own.
 * @param comparisons of a matrix, sizes in their order
 */
export const restsOn = <T extends Compared>(comparisons: readonly T[]): T[] => [
  ...ofAdvice(comparisons.filter(({ way, base }) => sameCache(way, base))),
  ...ofOwn(comparisons),
];

/** The price of streaming with most requests at once; and what another state of the cache does to the first tokens. */
const ofOwn = <T extends Compared>(comparisons: readonly T[]): T[] => [
  ...comparisons
    .filter(({ way, base }) => isNamed(way, 'whole') && isNamed(base, 'continuous'))
    .filter(({ metric }) => metric === 'throughputTps' || metric === 'latencyMs')
    .slice(-2),
  ...comparisons.filter(({ metric, way, base }) => metric === 'firstSeenMs' && !sameCache(way, base)),
];

function ofAdvice<T extends Compared>(comparisons: readonly T[]): T[] {
  const against = (name: WayName, of: Metric) =>
    comparisons.filter(
      ({ metric, way, base }) => metric === of && isNamed(way, name) && isNamed(base, 'stream'),
    );
  const [batches, continuous] = [against('batch', 'throughputTps'), against('continuous', 'throughputTps')];
  const seen = against('batch', 'firstSeenMs');
  // without continuous batching, all sizes of batches that are faster are named
  const speeds =
    continuous.length === 0
      ? batches
      : [...untilFaster(batches), ...untilFaster(continuous), ...continuous.slice(-1)];
  const later = seen.findLast(isGreater); // one that is shown later is enough; the largest is named
  const sights = later ? [later, ...seen.slice(-1)] : seen;
  return [...new Set([...speeds, ...sights])];
}
