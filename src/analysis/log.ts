import { existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { DataFrame } from 'danfojs-node';
import { checkoutRoot } from '../checkout.mjs';
import { type LogContents, readLog } from '../results/read.js';
import type { LogRow } from '../results/schema.js';
import { toFrame } from './frame.js';
import { checkRows } from './quality.js';

/** A log, ready to look at. */
export interface LoadedLog {
  /** The usable rows as a danfo frame. */
  readonly frame: DataFrame;
  /** The same rows, for summaries, figures and the verdict. */
  readonly rows: readonly LogRow[];
  readonly path: string;
  /** Where the rows are from, what was left out and why: show it to the reader. */
  readonly notes: readonly string[];
}

/** Where the benchmark of this checkout appends. */
export const defaultLogPath: string = join(checkoutRoot, 'data', 'inference_logs.csv');
/** What was recorded for a fresh clone: the benchmark with loads, or the grid of prompt and answer lengths. */
export type Sample = 'inference_logs' | 'grid';
const samplePath = (sample: Sample) => join(checkoutRoot, 'data', 'sample', `${sample}.csv`);

/**
 * Loads a log: the file named, else the environment's `STREAMBATCH_LOG`, else `data/inference_logs.csv`, else the
 * recorded sample that comes with the checkout; its notes say which.
 * @param sample which sample stands in where there is no log
 * @throws {InputError} the named file is missing or no log
 */
export async function loadLog(
  path: string | undefined = process.env.STREAMBATCH_LOG,
  sample: Sample = 'inference_logs',
): Promise<LoadedLog> {
  const chosen = path || (existsSync(defaultLogPath) ? defaultLogPath : samplePath(sample));
  const { rows, problems, part } = await read(chosen);
  const checked = checkRows(rows);
  return {
    frame: toFrame(checked.rows),
    rows: checked.rows,
    path: chosen,
    notes: [origin(chosen, checked.rows.length), ...part, ...problems.map(describe), ...checked.notes],
  };
}

/** Beyond this size a log is sampled; below, all its rows fit into memory comfortably. */
const LARGE_BYTES = 64 * 2 ** 20;
const MOST_ROWS = 20_000;

async function read(path: string): Promise<LogContents & { part: string[] }> {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LARGE_BYTES) return { ...(await readLog(path)), part: [] };
  const { sampleBlocks } = await import('./large-log.js');
  const { allRows, allBlocks, blocks, ...contents } = await sampleBlocks(path, MOST_ROWS);
  const part = `The log is large: of its ${allRows} rows in ${allBlocks} blocks, ${blocks} whole blocks drawn at random are used below, for numbers and figures alike.`;
  return { ...contents, part: [part] };
}

function origin(path: string, rows: number): string {
  const name = relative(checkoutRoot, path);
  const yet = existsSync(defaultLogPath) ? '' : ': there is no data/inference_logs.csv yet';
  const sample = name.startsWith(join('data', 'sample')) ? `, the recorded sample${yet}` : '';
  return `${rows} requests from ${name.startsWith('..') ? path : name}${sample}.`;
}

const describe = ({ line, message }: { line: number | null; message: string }) =>
  line === null ? `${message}.` : `Line ${line}: ${message}.`;
