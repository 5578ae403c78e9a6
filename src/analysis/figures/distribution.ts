import { quantileSorted } from 'simple-statistics';
import { groups } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { areChunks } from '../../results/served.js';
import { compareWays, type Way, wayColor, wayKey, wayLabel, wayOf } from '../../ways.js';
import type { Figure, JsonObject } from '../display/figure.js';
import { countsOf } from '../format.js';
import { present } from '../present.js';
import { sameBlocks } from '../rows/same-blocks.js';
import { firstSeenMs } from '../ways/trials.js';
import { THREE_DIGITS } from './hover.js';
import { axis, heightFor, layout, lineStyle, logAxis, nameAxis, wayNames } from './theme.js';
import { spanTitle } from './titles.js';

/** A time of one request. */
export interface Timing {
  readonly name: string;
  /** Of one request, ms; null: not measured. */
  readonly of: (row: LogRow) => number | null;
  /** Sentence for the caption where a row is not what the name says. */
  readonly caveat?: { readonly of: (row: LogRow) => boolean; readonly says: string };
}

/** Sent → something can be read: the first token, or in a batch the whole answer. */
export const FIRST_SEEN: Timing = { name: 'time until something can be read', of: firstSeenMs };
/** Sent → first token; only of those that stream. */
export const TTFT: Timing = { name: 'time to first token', of: ({ ttft_ms }) => ttft_ms };
/** Sent → last token. */
export const LATENCY: Timing = {
  name: 'time until the answer is complete',
  of: (row) => row.total_latency_ms,
};
/** Median gap between the tokens of a request; only of those that stream. */
export const TOKEN_GAP: Timing = {
  name: 'median gap between tokens',
  of: ({ itl_p50_ms }) => itl_p50_ms,
  caveat: {
    of: areChunks,
    says: 'Gaps are between chunks: the server sends more or less than a token at a time.',
  },
};

interface Sample {
  readonly way: Way;
  /** Sorted, ms; never empty. */
  readonly values: readonly number[];
}

/** Requests that ended well and have the timing, by way. */
function samples(rows: readonly LogRow[], timing: Timing): Sample[] {
  const ok = rows.filter(({ status }) => status === 'ok');
  return groups(ok, (row) => wayKey(wayOf(row)))
    .map((group) => ({ way: wayOf(group[0]!), values: present(group.map(timing.of)).sort((a, b) => a - b) }))
    .filter(({ values }) => values.length > 0)
    .sort((a, b) => compareWays(a.way, b.way));
}

const needs = ({ name }: Timing) => `requests that ended ok and have a ${name}`;

const caveat = ({ caveat }: Timing, rows: readonly LogRow[]): string =>
  caveat && rows.some(caveat.of) ? ` ${caveat.says}` : '';

const counts = (all: readonly Sample[]) =>
  countsOf(all.map(({ way, values }) => [wayLabel(way), values.length]));

/** Longest line that is drawn in full; beyond it, evenly spaced quantiles stand for all values. */
const MOST_POINTS = 400;

function steps({ values }: Sample): { x: number[]; y: number[] } {
  const n = values.length;
  const points = Math.min(n, MOST_POINTS);
  const at = Array.from({ length: points }, (_, i) => Math.ceil(((i + 1) / points) * n));
  return { x: at.map((rank) => values[rank - 1]!), y: at.map((rank) => rank / n) };
}

/**
 * Share of requests that a time had sufficed for (ECDF), one line a way.
 * @param rows of one experiment
 * @example
 * ```ts
 * import { ecdf, FIRST_SEEN, loadLog, pickExperiment } from 'streambatch/analysis';
 *
 * const { rows } = pickExperiment((await loadLog()).rows);
 * const { caption, alt } = ecdf(rows, FIRST_SEEN);
 * console.log(caption, alt);
 * ```
 */
export function ecdf(rows: readonly LogRow[], timing: Timing): Figure {
  const { rows: compared, note } = sameBlocks(rows);
  const all = samples(compared, timing);
  const ways = all.map(({ way }) => way);
  const thinned = all.some(({ values }) => values.length > MOST_POINTS);
  return {
    data: all.map((sample) => ({
      type: 'scatter',
      mode: 'lines',
      name: wayLabel(sample.way),
      ...THREE_DIGITS,
      ...steps(sample),
      line: { ...lineStyle(sample.way, ways), shape: 'hv' },
    })),
    layout: layout(logAxis(`${timing.name} (ms)`), axis('share of requests', { range: [0, 1.02] }), {
      height: heightFor(all),
    }),
    alt: `Line chart: share of requests whose ${timing.name} is at most so many milliseconds, for ${wayNames(ways).join(', ')}.`,
    needs: needs(timing),
    caption: `Empirical distribution of the ${timing.name}. ${counts(all)}.${thinned ? ` Lines longer than ${MOST_POINTS} points are drawn at ${MOST_POINTS} evenly spaced quantiles.` : ''}${caveat(timing, compared)}${note}`,
  };
}

/** Middle half, median, and the 5th and 95th percentile as whiskers; outliers are in the ECDF. */
function box({ way, values }: Sample): JsonObject {
  const at = (p: number) => [quantileSorted([...values], p)];
  return {
    type: 'box',
    orientation: 'h',
    name: wayLabel(way),
    y: [wayLabel(way)],
    lowerfence: at(0.05),
    q1: at(0.25),
    median: at(0.5),
    q3: at(0.75),
    upperfence: at(0.95),
    line: { color: wayColor(way) },
    ...THREE_DIGITS,
    showlegend: false,
  };
}

/** Spread of a timing, one box a way. Boxes are summaries: a million requests draw as fast as ten. */
export function boxes(rows: readonly LogRow[], timing: Timing): Figure {
  const { rows: compared, note } = sameBlocks(rows);
  const all = samples(compared, timing);
  return {
    data: all.map(box),
    title: spanTitle(
      timing.name,
      all.map(({ way, values }) => ({ way, ms: quantileSorted([...values], 0.5) })),
    ),
    layout: layout(logAxis(`${timing.name} (ms)`), nameAxis, {
      height: 130 + 45 * all.length,
    }),
    alt: `Box plot of the ${timing.name} for ${wayNames(all.map(({ way }) => way)).join(', ')}.`,
    needs: needs(timing),
    caption: `Line: median; box: middle half; whiskers: 5th to 95th percentile of the requests. ${counts(all)}.${caveat(timing, compared)}${note}`,
  };
}
