import { groups } from '../../group-by.js';
import { SUSTAINED_SHARE } from '../../metrics/slo.js';
import { familyKey, type Way } from '../../ways.js';
import type { Load } from './loads.js';

/**
 * The highest rate that a way of serving sustains: the highest asked for at which, and at every lower rate tried, at
 * least the wanted share of the requests kept the promise. The command line and the notebook take it from here.
 */
export interface Sustained {
  /** Its family: the size varies from batch to batch. */
  readonly way: Way;
  /** Null: not even the lowest rate tried. */
  readonly perSecond: number | null;
  /**
   * Between what it may lie: the highest rate tried, not above it, at which the interval of the share lies at or above the
   * wanted one, and the lowest at which it lies below. Null: at no rate tried.
   */
  readonly low: number | null;
  readonly high: number | null;
  /** The load at that rate. */
  readonly load: Load | null;
  /** Rates tried, lowest first. */
  readonly tried: readonly number[];
}

/**
 * The highest rate of each way of serving.
 * @param all loads of one experiment (`loads`)
 * @param wanted share of the requests that must keep the promise, 0 to 1
 * @example
 * ```ts
 * import { loadAnswer, loadLog, loads, parseSlo, pickExperiment, RATES, sustained } from 'streambatch/analysis';
 *
 * const slo = parseSlo('ttft=500,tpot=50');
 * const { rows } = pickExperiment((await loadLog()).rows, null, RATES);
 * const { findings } = loadAnswer(sustained(loads(rows, slo)), slo);
 * findings.forEach(({ text }) => console.log(text));
 * ```
 */
export function sustained(all: readonly Load[], wanted = SUSTAINED_SHARE): Sustained[] {
  return groups(all, ({ way }) => familyKey(way)).map((family) => ofWay(family, wanted));
}

function ofWay(family: readonly Load[], wanted: number): Sustained {
  const rising = [...family].sort((a, b) => a.perSecond - b.perSecond);
  const broken = rising.findIndex(({ attainment }) => attainment.estimate < wanted);
  const kept = broken === -1 ? rising : rising.slice(0, broken);
  const rest = rising.slice(kept.length);
  return {
    way: rising[0]!.way,
    perSecond: kept.at(-1)?.perSecond ?? null,
    low: kept.filter(({ attainment }) => attainment.low! >= wanted).at(-1)?.perSecond ?? null,
    high: rest.find(({ attainment }) => attainment.high! < wanted)?.perSecond ?? null,
    load: kept.at(-1) ?? null,
    tried: rising.map(({ perSecond }) => perSecond),
  };
}
