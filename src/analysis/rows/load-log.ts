import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { DataFrame } from 'danfojs-node';
import { checkoutRoot, defaultLog } from '../../checkout.mjs';
import { InputError } from '../../errors.js';
import { groupBy } from '../../group-by.js';
import { type Problem, scanRows } from '../../results/read.js';
import type { LogRow } from '../../results/schema.js';
import { counted } from '../format.js';
import { wholeBlocks } from './block-sample.js';
import { checkRows } from './check-rows.js';
import { packRows } from './columns.js';
import { toFrame } from './frame.js';

/** A log, ready to look at. */
export interface LoadedLog {
  /** The usable rows as a danfo frame, to look at and to select from; of a large log, whole blocks drawn at random. */
  readonly frame: DataFrame;
  /** All usable rows, for summaries, figures and the verdict. */
  readonly rows: readonly LogRow[];
  readonly path: string;
  /** Where the rows are from, what was left out and why: show it to the reader. */
  readonly notes: readonly string[];
}

/** Where the benchmark appends: `data/inference_logs.csv` of a checkout, else `inference_logs.csv` of the current folder. */
export const defaultLogPath: string = defaultLog;
/** What was recorded for a fresh clone: the benchmark, with loads. */
export const samplePath: string = join(checkoutRoot, 'data', 'sample', 'inference_logs.csv');

/** danfo holds every value as an object; beyond so many rows it needs more memory than a laptop has to spare. */
const MOST_FRAME_ROWS = 20_000;

/**
 * Loads a log: the file named, else the environment's `STREAMBATCH_LOG`, else the default log (`defaultLogPath`), else the
 * recorded sample that comes with the checkout; its notes say which. A file that is missing or no log gives no rows,
 * and notes that say why: the cells of a notebook then say that they have nothing to show.
 * @example
 * ```ts
 * import { loadLog } from 'streambatch/analysis';
 *
 * const { rows, notes } = await loadLog();
 * console.log(rows.length, notes.join(' '));
 * ```
 */
export async function loadLog(path: string | undefined = process.env.STREAMBATCH_LOG): Promise<LoadedLog> {
  const chosen = path || (existsSync(defaultLogPath) ? defaultLogPath : samplePath);
  const { rows, problems, refusal } = read(chosen);
  if (refusal) return loaded([], [], chosen, [`Nothing was loaded: ${refusal}.`]);
  const checked = checkRows(rows);
  const part = wholeBlocks(checked.rows, MOST_FRAME_ROWS);
  const sampled = `The danfo frame holds ${part.length} of them, drawn at random in whole blocks (of a larger one, its first rows); tables, figures and answers are made of all.`;
  return loaded(checked.rows, part, chosen, [
    origin(chosen, checked.rows.length),
    ...(part.length < checked.rows.length ? [sampled] : []),
    ...describe(problems),
    ...checked.notes,
  ]);
}

/** The frame is made when it is first looked at: danfo is large, and not everywhere installed. */
function loaded(
  rows: readonly LogRow[],
  framed: readonly LogRow[],
  path: string,
  notes: readonly string[],
): LoadedLog {
  let frame: DataFrame | undefined;
  return {
    get frame() {
      frame ??= toFrame(framed);
      return frame;
    },
    rows,
    path,
    notes,
  };
}

interface Contents {
  readonly rows: readonly LogRow[];
  readonly problems: readonly Problem[];
  /** Why the file could not be used at all. */
  readonly refusal: string | null;
}

function read(path: string): Contents {
  const problems: Problem[] = [];
  try {
    return { rows: packRows(scanRows(path, (problem) => problems.push(problem))), problems, refusal: null };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { rows: [], problems, refusal: error.message };
  }
}

function origin(path: string, rows: number): string {
  const name = shortName(path);
  const yet = existsSync(defaultLogPath) ? '' : `: there is no ${shortName(defaultLogPath)} yet`;
  const sample = name.startsWith(join('data', 'sample')) ? `, the recorded sample${yet}` : '';
  return `${counted(rows, 'request')} from ${name}${sample}.`;
}

/** Within the package's folder, from there. */
export function shortName(path: string): string {
  const name = relative(checkoutRoot, path);
  return name.startsWith('..') ? path : name;
}

/** Kinds of problems written out, and lines named of each; of more, their number. */
const MOST_KINDS = 5;
const MOST_LINES = 3;

function describe(problems: readonly Problem[]): string[] {
  const kinds = [...groupBy(problems, ({ message }) => message)];
  const written = kinds
    .slice(0, MOST_KINDS)
    .map(([message, all]) => `${place(all.flatMap(({ line }) => line ?? []))}: ${message}.`);
  const rest = kinds.slice(MOST_KINDS).reduce((sum, [, all]) => sum + all.length, 0);
  return rest > 0 ? [...written, `${counted(rest, 'more line')} left out for the like.`] : written;
}

function place(lines: readonly number[]): string {
  const named = lines.slice(0, MOST_LINES).join(', ');
  const more = lines.length > MOST_LINES ? ` and ${lines.length - MOST_LINES} more` : '';
  return lines.length === 0 ? 'The file' : `Line${lines.length === 1 ? '' : 's'} ${named}${more}`;
}
