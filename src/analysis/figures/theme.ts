import { familyLabel, type Way, wayColor, wayLabel, waySymbol } from '../../ways.js';
import type { JsonObject } from '../display/figure.js';

const GRID = '#e3e3e3';

/** Titles longer than this get a second line: beside long names, a phone leaves a plot about 24 characters. */
const LONG_TITLE = 26;
const TITLE_LINE = 24;

/** Words on as few lines as hold them; a unit in brackets is one word. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/ (?![^(]*\))/)) {
    const line = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && line.length <= TITLE_LINE) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines.join('<br>');
}

/** An axis with its title (name and unit); room for its labels is made automatically. */
export function axis(title: string, extra: JsonObject = {}): JsonObject {
  const text = title.length > LONG_TITLE ? wrapped(title) : title;
  return {
    title: { text, standoff: 6 },
    automargin: true,
    gridcolor: GRID,
    zerolinecolor: GRID,
    ...extra,
  };
}

/** 1, 2, 5, 10 … written out in full: plotly's own log ticks read "2" between 10 and 100. */
const LOG_TICKS = Array.from({ length: 11 }, (_, i) => i - 3).flatMap((power) =>
  [1, 2, 5].map((first) => Number(`${first}e${power}`)),
);

/** Over many decades only the powers of ten have room on a phone. */
const DECADES = LOG_TICKS.filter((_, i) => i % 3 === 0);

/** A logarithmic axis: its title, such as "latency (ms)", says so. */
export const logAxis = (title: string, ticks = LOG_TICKS): JsonObject =>
  axis(title.replace(')', ', log scale)'), {
    type: 'log',
    tickvals: ticks,
    ticktext: ticks.map(String),
  });

export const decadeAxis = (title: string): JsonObject => logAxis(title, DECADES);

/** Height of a figure with a line for each of so many ways, px: on a phone the legend has a line for each, too. */
export const heightFor = (ways: readonly unknown[]): number => 380 + 22 * ways.length;

/** An axis that lists names, the first on top. */
export const nameAxis: JsonObject = axis('', { autorange: 'reversed', type: 'category', ticksuffix: '  ' });

/** What all figures share. White, but for a report by night (`NIGHT_SCRIPT` knows these colours); the legend above, so that a phone has the width. */
export function layout(xaxis: JsonObject, yaxis: JsonObject, extra: JsonObject = {}): JsonObject {
  return {
    height: 420,
    font: { family: 'Helvetica, Arial, sans-serif', size: 13, color: '#222' },
    paper_bgcolor: '#fff',
    plot_bgcolor: '#fff',
    margin: { l: 60, r: 20, t: 20, b: 70 },
    legend: { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom' },
    xaxis,
    yaxis,
    ...extra,
  };
}

const DASHES = ['solid', 'dash', 'dot', 'dashdot', 'longdash'];

/** Line of one way: its family's colour; within the family the dashes tell the sizes apart (their rank decides). */
export function lineStyle(way: Way, ways: readonly Way[]): JsonObject {
  const family = ways.filter((other) => familyLabel(other) === familyLabel(way));
  const rank = family.findIndex(({ batchSize }) => batchSize === way.batchSize);
  return { color: wayColor(way), width: 2, dash: DASHES[rank % DASHES.length]! };
}

/** Point of one way: colour and symbol of its family. */
export const markerStyle = (way: Way): JsonObject => ({
  color: wayColor(way),
  symbol: waySymbol(way),
  size: 10,
});

/** Names on an axis that lists ways: streaming on top of a horizontal chart. */
export const wayNames = (ways: readonly Way[]): string[] => ways.map(wayLabel);
