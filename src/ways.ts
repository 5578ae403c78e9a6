import type { Mode, Scheduler } from './generation.js';

/** One way of serving: a cell of the matrix. Delivery and scheduling are kept apart. */
export interface Way {
  readonly mode: Mode;
  readonly scheduler: Scheduler;
  /** Requests in the batch (static) or in flight at once (continuous); 1 for sequential. */
  readonly batchSize: number;
}

/** Identity of a way, such as `batch·static·8`. */
export const wayKey = (way: Way): string => `${way.mode}·${way.scheduler}·${way.batchSize}`;

export const sameWay = (a: Way, b: Way): boolean => wayKey(a) === wayKey(b);

/** Identity of a way without its size, such as `batch·static`: what a colour and a legend entry stand for. */
export const familyKey = (way: Way): string => `${way.mode}·${way.scheduler}`;

/** Okabe and Ito's palette (jfly.uni-koeln.de/color): told apart with every common colour blindness. */
const FAMILIES: Record<string, { readonly label: string; readonly color: string; readonly symbol: string }> =
  {
    stream·sequential: { label: 'streaming, one by one', color: '#0072B2', symbol: 'circle' },
    batch·static: { label: 'static batch', color: '#D55E00', symbol: 'square' },
    stream·continuous: { label: 'streaming, continuous batching', color: '#009E73', symbol: 'diamond' },
    batch·continuous: {
      label: 'whole answers, continuous batching',
      color: '#CC79A7',
      symbol: 'triangle-up',
    },
    batch·sequential: { label: 'whole answers, one by one', color: '#E69F00', symbol: 'cross' },
    stream·static: { label: 'streaming from a static batch', color: '#56B4E9', symbol: 'star' },
  };

const family = (way: Way) => FAMILIES[familyKey(way)]!;

/**
 * Words for a way without its size, as in a legend.
 * @example
 * ```ts
 * import { familyLabel } from 'streambatch/analysis';
 *
 * familyLabel({ mode: 'batch', scheduler: 'static', batchSize: 8 }); // → 'static batch'
 * ```
 */
export const familyLabel = (way: Way): string => family(way).label;
/** The same colour for the same family in every figure. */
export const wayColor = (way: Way): string => family(way).color;
/** A marker symbol besides the colour, for print without colours. */
export const waySymbol = (way: Way): string => family(way).symbol;

/**
 * Words for one way, short enough for an axis: "streaming", "batch of 8", "continuous, 8 at once".
 * @example
 * ```ts
 * import { wayLabel } from 'streambatch/analysis';
 *
 * wayLabel({ mode: 'batch', scheduler: 'static', batchSize: 8 }); // → 'batch of 8'
 * ```
 */
export function wayLabel(way: Way): string {
  const { mode, scheduler, batchSize } = way;
  if (mode === 'stream' && scheduler === 'sequential') return 'streaming';
  if (mode === 'batch' && scheduler === 'static') return `batch of ${batchSize}`;
  if (mode === 'stream' && scheduler === 'continuous') return `continuous, ${batchSize} at once`;
  return batchSize === 1 ? family(way).label : `${family(way).label}, ${batchSize}`;
}

/** The same inside a sentence: "a batch of 8", "continuous batching of 8". */
export const wayPhrase = (way: Way): string =>
  wayLabel(way)
    .replace(/^batch of/, 'a batch of')
    .replace(/^continuous, (\d+) at once$/, 'continuous batching of $1');

/** Streaming first, then by family, then by size: the order of every table and legend. */
export function compareWays(a: Way, b: Way): number {
  const order = Object.keys(FAMILIES);
  return order.indexOf(familyKey(a)) - order.indexOf(familyKey(b)) || a.batchSize - b.batchSize;
}
