import { medianSorted } from 'simple-statistics';
import { groups } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { compareWays, type Way, wayKey, wayLabel, wayOf } from '../../ways.js';
import type { Figure, JsonObject } from '../display/figure.js';
import { counted, countsOf } from '../format.js';
import { present } from '../present.js';
import { sameBlocks } from '../rows/same-blocks.js';
import { firstSeenMs } from '../ways/trials.js';
import { THREE_DIGITS } from './hover.js';
import { axis, decadeAxis, heightFor, layout, lineStyle, wayNames } from './theme.js';

/**
 * Silent reading of English fiction, words per minute: most adults lie within 200 to 320, 260 on average. Brysbaert
 * 2019, "How many words do we read per minute?", Journal of Memory and Language 109, 104047, abstract.
 */
const READING_WPM = { slow: 200, fast: 320 };
/** Tokens of a word; 100 tokens are about 75 English words in large vocabularies. Small ones need more. */
const TOKENS_PER_WORD = 100 / 75;

const perSecond = (wordsPerMinute: number) => (wordsPerMinute * TOKENS_PER_WORD) / 60;

interface Typical {
  readonly way: Way;
  readonly n: number;
  readonly firstMs: number;
  readonly endMs: number;
  readonly tokens: number;
}

const median = (values: readonly number[]) => medianSorted([...values].sort((a, b) => a - b));

/** The typical request of each way: medians of its times and lengths. */
function typical(rows: readonly LogRow[]): Typical[] {
  const ok = rows.filter(
    (row) =>
      row.status === 'ok' &&
      firstSeenMs(row) !== null &&
      row.total_latency_ms !== null &&
      row.output_len !== null,
  );
  return groups(ok, (row) => wayKey(wayOf(row)))
    .map((group) => ({
      way: wayOf(group[0]!),
      n: group.length,
      firstMs: median(present(group.map(firstSeenMs))),
      endMs: median(present(group.map((row) => row.total_latency_ms))),
      tokens: median(present(group.map((row) => row.output_len))),
    }))
    .sort((a, b) => compareWays(a.way, b.way));
}

/** What a reader who starts at the first token has read, by the time. */
function reader(startMs: number, tokens: number): JsonObject {
  const points = Array.from({ length: 25 }, (_, i) => (tokens * i) / 24);
  const arrive = (wpm: number) => points.map((token) => startMs + (token / perSecond(wpm)) * 1000);
  return {
    type: 'scatter',
    mode: 'lines',
    name: 'reading speed',
    x: [...arrive(READING_WPM.fast), ...arrive(READING_WPM.slow).reverse()],
    y: [...points, ...[...points].reverse()],
    fill: 'toself',
    fillcolor: 'rgba(120,120,120,0.25)',
    line: { width: 0 },
    hoverinfo: 'skip',
  };
}

/** How many streams, once begun, are faster than the fastest reader of the band. */
function readingTitle(all: readonly Typical[]): string | undefined {
  const streams = all.filter(({ firstMs, endMs }) => firstMs < endMs);
  const fast = streams.filter(
    ({ firstMs, endMs, tokens }) => ((tokens - 1) / (endMs - firstMs)) * 1000 > perSecond(READING_WPM.fast),
  );
  if (streams.length === 0) return undefined;
  const who =
    fast.length === streams.length
      ? 'every stream'
      : `${fast.length} of ${counted(streams.length, 'stream')}`;
  return `Once begun, ${who} is faster than people read`;
}

/** Tokens handed over against time, beside what a person can read: what lies left of the band is not waited for. */
export function perceivedSpeed(rows: readonly LogRow[]): Figure {
  const { rows: compared, note } = sameBlocks(rows);
  const all = typical(compared);
  const ways = all.map(({ way }) => way);
  const [first, ...others] = all;
  const soonest = first && others.reduce((a, b) => (b.firstMs < a.firstMs ? b : a), first);
  return {
    data: [
      ...(soonest ? [reader(soonest.firstMs, soonest.tokens)] : []),
      ...all.map(({ way, firstMs, endMs, tokens }) => ({
        type: 'scatter',
        mode: 'lines+markers',
        name: wayLabel(way),
        ...THREE_DIGITS,
        x: firstMs < endMs ? [firstMs, firstMs, endMs] : [endMs, endMs],
        y: firstMs < endMs ? [0, 1, tokens] : [0, tokens],
        line: lineStyle(way, ways),
        marker: { size: 5 },
      })),
    ],
    layout: layout(decadeAxis('time since the request was sent (ms)'), axis('tokens that can be read'), {
      height: heightFor(all),
    }),
    title: readingTitle(all),
    alt: `Line chart: tokens handed over against time for ${wayNames(ways).join(', ')}, beside a band of human reading speed.`,
    needs: 'requests that ended ok, with their times and `output_len`',
    caption: `The median request of each way, ${countsOf(all.map(({ way, n }) => [wayLabel(way), n]))}; between first and last token a straight line. Band: silent reading of fiction, ${READING_WPM.slow}–${READING_WPM.fast} words/min (Brysbaert 2019, J. Mem. Lang. 109:104047), at 0.75 words a token.${note}`,
  };
}
