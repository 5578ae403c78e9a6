import type { Figure, Json, JsonObject } from './figure.js';

/** What a point of a trace may have, in the order of the columns; each is an array of the trace. */
const POINT = ['x', 'y', 'base', 'text', 'lowerfence', 'q1', 'median', 'q3', 'upperfence'] as const;

type Point = Readonly<Record<string, Json>>;

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** Distances of an error bar as the ends that they reach. */
function ends(trace: JsonObject, axis: 'x' | 'y', i: number): Point {
  const bar = trace[`error_${axis}`] as JsonObject | undefined;
  const at = Number(listOf(trace[axis])[i]) + Number(trace.base === undefined ? 0 : listOf(trace.base)[i]);
  if (!bar || !Number.isFinite(at)) return {};
  const [up, down] = [listOf(bar.array)[i], listOf(bar.arrayminus)[i]].map(Number) as [number, number];
  return { [`${axis} low`]: at - down, [`${axis} high`]: at + up };
}

function pointsOf(trace: JsonObject): Point[] {
  const columns = POINT.map((name) => [name, listOf(trace[name])] as const);
  const length = Math.max(0, ...columns.map(([, values]) => values.length));
  return Array.from({ length }, (_, i) => ({
    series: trace.name ?? '',
    ...Object.fromEntries(columns.flatMap(([name, values]) => (i in values ? [[name, values[i]!]] : []))),
    ...ends(trace, 'x', i),
    ...ends(trace, 'y', i),
  }));
}

/** The title of an axis says what its numbers are. */
function heading(column: string, layout: JsonObject): string {
  const axis = layout[`${column[0]}axis`] as { readonly title?: { readonly text?: string } } | undefined;
  const title = /^[xy]( |$)/.test(column) ? axis?.title?.text?.replaceAll('<br>', ' ') : undefined;
  return title ? `${column}: ${title}` : column;
}

/** Markup of plotly is no part of a value. */
const cell = (value: Json | undefined): string => {
  const text = String(value ?? '').replace(/<\/?b>/g, '');
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** What a figure draws as CSV: one line a point, its series first, the ends of its interval last. */
export function figureCsv({ data, layout }: Figure): string {
  const points = data.flatMap(pointsOf);
  const columns = [...new Set(points.flatMap((point) => Object.keys(point)))];
  const lines = points.map((point) => columns.map((column) => cell(point[column])).join(','));
  return `${[columns.map((column) => cell(heading(column, layout))).join(','), ...lines].join('\n')}\n`;
}
