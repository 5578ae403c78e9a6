import { groups } from '../../group-by.js';
import { type Slo, sloText } from '../../metrics/slo.js';
import type { Percentile } from '../../metrics/statistics/percentile.js';
import { familyKey, familyLabel, wayColor } from '../../ways.js';
import type { Figure, JsonObject } from '../display/figure.js';
import { countRange, digits, exact, time } from '../format.js';
import type { Load } from '../ways/loads.js';
import { hover } from './hover.js';
import { axis, layout, logAxis, markerStyle } from './theme.js';
import { goodputTitle, waitTitle } from './titles.js';

/** The way to what these figures need. */
const RECORD = '`npx streambatch load --target local --arrivals sweep` records some';

const OFFERED = axis('arrival rate asked for (1/s)', { rangemode: 'tozero' });

/** One line a way over the offered rate. */
function curves(
  all: readonly Load[],
  y: (load: Load) => number,
  write: (y: number) => string,
  bars?: (load: Load) => Percentile,
): JsonObject[] {
  return groups(all, ({ way }) => familyKey(way)).map((family) => ({
    type: 'scatter',
    mode: 'lines+markers',
    name: familyLabel(family[0]!.way),
    x: family.map(({ perSecond }) => perSecond),
    y: family.map(y),
    ...hover(
      family.map(
        (load) =>
          `${familyLabel(load.way)}, ${exact(load.perSecond)} requests/s asked for: ${write(y(load))}`,
      ),
    ),
    ...(bars
      ? {
          error_y: {
            type: 'data',
            symmetric: false,
            array: family.map((load) => bars(load).high - bars(load).value),
            arrayminus: family.map((load) => bars(load).value - bars(load).low),
            thickness: 1.5,
          },
        }
      : {}),
    cliponaxis: false,
    marker: markerStyle(family[0]!.way),
    line: { color: wayColor(family[0]!.way) },
  }));
}

const counts = (all: readonly Load[]) =>
  `n = ${countRange(all.map(({ requests }) => requests))} requests a point`;

/** The wait for something to read, counted from when a request meant to come, as the rate grows. */
export function waitUnderLoad(all: readonly Load[]): Figure {
  const known = all.filter(({ firstSeenP50 }) => firstSeenP50 !== null);
  return {
    data: curves(
      known,
      ({ firstSeenP50 }) => firstSeenP50!.value,
      time,
      ({ firstSeenP50 }) => firstSeenP50!,
    ),
    layout: layout(OFFERED, logAxis('median time until something can be read (ms)')),
    title: waitTitle(known),
    alt: 'Line chart: median time until something can be read against the rate at which requests come, one line a way of serving.',
    needs: `open loads of enough requests for a median (6 or more); ${RECORD}`,
    caption: `Counted from the intended arrival, so that waiting in line shows. Bars: distribution-free 95 % interval of the median; ${counts(known)}.`,
  };
}

/** Requests per second that were served as promised: where a curve leaves the diagonal, the way saturates. */
export function goodput(all: readonly Load[], slo: Slo): Figure {
  const most = Math.max(0, ...all.map(({ perSecond }) => perSecond));
  return {
    data: [
      ...curves(
        all,
        ({ goodputPerSec }) => goodputPerSec,
        (perSecond) => `${digits(perSecond)} requests/s as promised`,
      ),
      ...(all.length > 0
        ? [
            {
              type: 'scatter',
              mode: 'lines',
              name: 'every request',
              x: [0, most],
              y: [0, most],
              line: { color: '#999', dash: 'dot' },
            },
          ]
        : []),
    ],
    layout: layout(OFFERED, axis('requests served as promised (1/s)', { rangemode: 'tozero' })),
    title: goodputTitle(all),
    alt: `Line chart: requests per second that were served as promised (${sloText(slo)}), against the rate at which requests come.`,
    needs: `open loads; ${RECORD}`,
    caption: `Promise, counted from the intended arrival: ${sloText(slo)}. The rate asked for times the share that kept it; on the dotted line all did; ${counts(all)}.`,
  };
}
