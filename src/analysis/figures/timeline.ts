import { groupBy, groups } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { type Way, wayColor, wayKey, wayLabel, wayOf } from '../../ways.js';
import type { Figure, JsonObject } from '../display/figure.js';
import { time } from '../format.js';
import { axis, layout, nameAxis } from './theme.js';

/** Requests shown of a trial: as many as a screen holds. */
const MOST_REQUESTS = 8;

/** One request on the time axis of its trial, ms from the first request sent. */
interface Span {
  readonly row: LogRow;
  readonly sentMs: number;
  readonly firstMs: number;
  readonly endMs: number;
}

/** The last block in which requests of all these ways ended well; where none holds all, the last of each. */
function lastTrials(rows: readonly LogRow[], ways: readonly Way[]): LogRow[][] {
  const blockOf = ({ run_id, block }: LogRow) => `${run_id}\n${block}`;
  const all = ways.map((way) =>
    groupBy(
      rows.filter((row) => row.status === 'ok' && wayKey(wayOf(row)) === wayKey(way)),
      blockOf,
    ),
  );
  const shared = [...(all[0]?.keys() ?? [])].filter((block) => all.every((one) => one.has(block))).at(-1);
  return all.map((one) => one.get(shared ?? '') ?? [...one.values()].at(-1) ?? []);
}

/** The first requests of a trial. */
function spans(rows: readonly LogRow[]): Span[] {
  const trial = [...rows].sort((a, b) => a.request_index - b.request_index);
  const start = trial.reduce((first, { timestamp }) => Math.min(first, Date.parse(timestamp)), Infinity);
  return trial.slice(0, MOST_REQUESTS).flatMap((row) => {
    if (row.total_latency_ms === null) return [];
    const sentMs = Date.parse(row.timestamp) - start;
    const endMs = sentMs + row.total_latency_ms;
    return [{ row, sentMs, firstMs: row.ttft_ms === null ? endMs : sentMs + row.ttft_ms, endMs }];
  });
}

type Phase = 'waiting in line' | 'nothing to read yet' | 'tokens arriving';

function phase(
  name: Phase,
  all: readonly Span[],
  bounds: (span: Span) => [number, number],
  color: string | string[],
): JsonObject {
  return {
    type: 'bar',
    orientation: 'h',
    name,
    y: all.map(({ row }) => label(row)),
    base: all.map((span) => bounds(span)[0]),
    x: all.map((span) => bounds(span)[1] - bounds(span)[0]),
    marker: { color, line: { color: '#555', width: 0.5 } },
    hovertemplate: `${name}: %{x:.3r} ms<extra>%{y}</extra>`,
  };
}

const label = (row: LogRow) => `${wayLabel(wayOf(row))} · ${row.prompt_id}`;

/** From when on each way has something to read, and when it is done. */
function timelineTitle(all: readonly Span[]): string | undefined {
  const ways = groups(all, ({ row }) => wayLabel(wayOf(row)));
  const told = ways.map((spans) => {
    const first = Math.min(...spans.map(({ firstMs }) => firstMs));
    const last = Math.max(...spans.map(({ endMs }) => endMs));
    const way = wayLabel(wayOf(spans[0]!.row));
    return first < last
      ? `${way} has something to read after ${time(first)} and is done after ${time(last)}`
      : `${way} has nothing to read before it is done, after ${time(last)}`;
  });
  return told.length === 0 ? undefined : `In this trial, ${told.join('; ')}`;
}

/**
 * When the first requests of a trial wait, and when something can be read: one row a request, the ways below each
 * other on one time axis (Gantt). A dot marks the moment at which the answer is complete.
 */
export function timeline(rows: readonly LogRow[], ways: readonly Way[]): Figure {
  const all = lastTrials(rows, ways).flatMap(spans);
  const streamed = all.filter(({ firstMs, endMs }) => firstMs < endMs);
  return {
    data: [
      phase('waiting in line', all, ({ sentMs }) => [0, sentMs], '#f2f2f2'),
      phase('nothing to read yet', all, ({ sentMs, firstMs }) => [sentMs, firstMs], '#b3b3b3'),
      phase(
        'tokens arriving',
        streamed,
        ({ firstMs, endMs }) => [firstMs, endMs],
        streamed.map(({ row }) => wayColor(wayOf(row))),
      ),
      {
        type: 'scatter',
        mode: 'markers',
        name: 'answer complete',
        x: all.map(({ endMs }) => endMs),
        y: all.map(({ row }) => label(row)),
        marker: {
          color: all.map(({ row }) => wayColor(wayOf(row))),
          size: 9,
          line: { color: '#222', width: 1 },
        },
      },
    ],
    layout: layout(axis('time since the trial began (ms)'), nameAxis, {
      barmode: 'overlay',
      height: 140 + 24 * all.length,
    }),
    title: timelineTitle(all),
    alt: `Timeline of ${all.length} requests: for each, how long it waits, when its first token can be read and when it is complete, for ${ways.map(wayLabel).join(' and ')}.`,
    needs: 'requests that ended ok, streamed one by one or in a static batch',
    caption: `The first ${MOST_REQUESTS} requests, at most, of the last trial of each way, of one block where one holds all (one trial, no average). Sent one after another, or as one batch.`,
  };
}
