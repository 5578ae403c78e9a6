import { groups } from '../../group-by.js';
import { type Interval, rescale } from '../../metrics/statistics/interval.js';
import { familyKey, familyLabel, wayColor, wayLabel } from '../../ways.js';
import type { Figure } from '../display/figure.js';
import { duration, mebibytes, percent, tokensPerSecond } from '../format.js';
import type { Cell } from '../ways/cell.js';
import { barsNote, errorBars } from './error-bars.js';
import { hover } from './hover.js';
import { axis, layout, logAxis, markerStyle } from './theme.js';

/** What is drawn against the batch size. */
export interface Quantity {
  readonly name: string;
  /** Of one way of serving; null: not measured. */
  readonly of: (cell: Cell) => Interval | null;
  /** The same in words. */
  readonly write: (interval: Interval) => string;
  readonly scale: 'log' | 'linear';
}

/** Useful tokens per second of a trial. */
export const THROUGHPUT_BY_SIZE: Quantity = {
  name: 'throughput (useful tokens/s)',
  of: ({ throughputTps }) => throughputTps,
  write: tokensPerSecond,
  scale: 'linear',
};
/** Time until something can be read, ms. */
export const FIRST_SEEN_BY_SIZE: Quantity = {
  name: 'time until something can be read (ms)',
  of: ({ firstSeenMs }) => firstSeenMs,
  write: duration,
  scale: 'log',
};
/** Peak resident set, MiB. */
export const MEMORY_BY_SIZE: Quantity = {
  name: 'peak memory of the model process (MiB)',
  of: ({ peakMb }) => peakMb,
  write: mebibytes,
  scale: 'linear',
};
/** Tokens computed and thrown away, % of all computed. */
export const WASTE_BY_SIZE: Quantity = {
  name: 'computed tokens thrown away (%)',
  of: ({ wastedShare: share }) => share && rescale(share, (value) => 100 * value),
  write: (share) => percent(rescale(share, (value) => value / 100)),
  scale: 'linear',
};

/**
 * A quantity against the number of requests served at once, one line a family; each doubling is one step.
 * @example
 * ```ts
 * import { loadLog, pickExperiment, SIZES, summary, sweep, THROUGHPUT_BY_SIZE } from 'streambatch/analysis';
 *
 * const { rows } = pickExperiment((await loadLog()).rows, null, SIZES);
 * sweep(summary(rows), THROUGHPUT_BY_SIZE).data.length > 0; // → true
 * ```
 */
export function sweep(cells: readonly Cell[], { name, of, write, scale }: Quantity): Figure {
  const points = cells.flatMap((cell) => {
    const interval = of(cell);
    return interval ? [{ way: cell.way, interval }] : [];
  });
  const families = groups(points, ({ way }) => familyKey(way));
  const sizes = [...new Set(points.map(({ way }) => way.batchSize))].sort((a, b) => a - b);
  return {
    data: families.map((family) => ({
      type: 'scatter',
      mode: 'lines+markers',
      name: familyLabel(family[0]!.way),
      x: family.map(({ way }) => way.batchSize),
      y: family.map(({ interval }) => interval.estimate),
      cliponaxis: false,
      error_y: errorBars(family.map(({ interval }) => interval)),
      ...hover(family.map(({ way, interval }) => `${wayLabel(way)}: ${write(interval)}`)),
      marker: markerStyle(family[0]!.way),
      line: { color: wayColor(family[0]!.way) },
    })),
    layout: layout(
      axis('requests at once', {
        type: 'log',
        tickvals: sizes,
        ticktext: sizes.map(String),
        ticklabelstandoff: 6, // a point at 0 lies on the axis
      }),
      scale === 'log' ? logAxis(name) : axis(name, { rangemode: 'tozero' }),
    ),
    alt: `Line chart of ${name} against requests at once: ${points.map(({ way, interval }) => `${wayLabel(way)}: ${write(interval)}`).join(', ')}.`,
    needs: `ways of serving with a ${name}`,
    caption: `Requests at once: the size of a static batch, or requests in flight; each step doubles. ${points.length > 0 ? barsNote(points.map(({ interval }) => interval)) : ''}`,
  };
}
