import { groups } from '../../group-by.js';
import { familyKey, familyLabel, wayLabel } from '../../ways.js';
import type { Figure } from '../display/figure.js';
import { duration, tokensPerSecond } from '../format.js';
import type { Cell } from '../ways/cell.js';
import { barsNote, errorBars } from './error-bars.js';
import { hover } from './hover.js';
import { axis, layout, logAxis, markerStyle, wayNames } from './theme.js';

/** Throughput against the wait for something to read: right and low is good; the number is the batch size. */
export function pareto(cells: readonly Cell[]): Figure {
  const known = cells.filter(({ throughputTps, firstSeenMs }) => throughputTps && firstSeenMs);
  const families = groups(known, ({ way }) => familyKey(way));
  return {
    data: families.map((family) => {
      const [x, y] = [family.map((cell) => cell.throughputTps!), family.map((cell) => cell.firstSeenMs!)];
      return {
        type: 'scatter',
        mode: 'lines+markers+text',
        name: familyLabel(family[0]!.way),
        x: x.map(({ estimate }) => estimate),
        y: y.map(({ estimate }) => estimate),
        error_x: errorBars(x),
        error_y: errorBars(y),
        text: family.map(({ way }) => `<b>${way.batchSize}</b>`),
        textposition: 'top left',
        ...hover(
          family.map(
            ({ way }, i) => `${wayLabel(way)}: ${tokensPerSecond(x[i]!)}, readable after ${duration(y[i]!)}`,
          ),
        ),
        cliponaxis: false,
        marker: markerStyle(family[0]!.way),
        line: { color: markerStyle(family[0]!.way).color!, width: 1, dash: 'dot' },
      };
    }),
    layout: layout(
      axis('throughput (useful tokens/s)', { rangemode: 'tozero' }),
      logAxis('time until something can be read (ms)'),
      { height: 460 },
    ),
    alt: `Scatter plot of throughput against the time until something can be read for ${wayNames(known.map(({ way }) => way)).join(', ')}.`,
    needs: 'ways of serving with both a throughput and a time until something can be read',
    caption: `Good is right and low. Numbers: requests in the batch or in flight. ${barsNote(known.map((cell) => cell.throughputTps!))}`,
  };
}
