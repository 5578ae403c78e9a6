import { dirname, join, resolve } from 'node:path';
import type { LogRow } from '../../results/schema.js';
import { type LoadedLog, loadLog, samplePath, shortName } from './load-log.js';
import { type Picked, pickExperiment, type Question } from './pick.js';

/** The recorded grid of prompt and answer lengths. */
const gridPath = join(dirname(samplePath), 'grid.csv');

/** What a notebook shows: of the log, or of the recorded sample where the log lacks it. */
export interface Shown extends Picked {
  /** The log that the rows are from. */
  readonly path: string;
}

/**
 * The experiment of a log that answers a question, as `pickExperiment` finds it; where the log holds too little, that of the
 * recorded sample, whose first note says so, and which command would measure one's own.
 * @example
 * ```ts
 * import { experimentOrSample, loadLog, RATES, showText } from 'streambatch/analysis';
 *
 * const { rows, notes } = await experimentOrSample(await loadLog(), null, RATES);
 * showText(...notes);
 * rows.length > 0; // → true
 * ```
 */
export async function experimentOrSample(
  log: LoadedLog,
  place: number | null,
  question: Question,
): Promise<Shown> {
  const own = pickExperiment(log.rows, place, question);
  if (question.count(own.rows) >= question.least) return { ...own, path: log.path };
  const picked = pickExperiment((await loadLog(samplePath)).rows, null, question);
  return { ...picked, notes: [standIn(lacking(own, question)), ...picked.notes], path: samplePath };
}

const lacking = ({ title, rows }: Picked, { of, command }: Question): string =>
  rows.length === 0
    ? title.replace(/^nothing: /, '')
    : `too few ${of} in ${title}; \`${command}\` measures more`;

/** Nobody shall take the sample's numbers for their own. */
const standIn = (why: string): string => `This is the recorded sample, not your log. The reason: ${why}.`;

/**
 * The log that shows prompt and answer lengths against each other: beside the recorded sample the recorded grid, and that
 * grid, labelled, beside a log that does not hold enough of its own.
 * @param has does a log hold enough?
 */
export async function gridBeside(
  log: LoadedLog,
  has: (rows: readonly LogRow[]) => boolean = () => true,
): Promise<LoadedLog> {
  if (resolve(log.path) !== samplePath && has(log.rows)) return log;
  const grid = await loadLog(gridPath);
  if (resolve(log.path) === samplePath) return grid;
  const notes = [standIn(`${shortName(log.path)} holds no grid of lengths; ${MEASURE_GRID}`), ...grid.notes];
  // the frame of the grid is made when it is looked at
  return {
    get frame() {
      return grid.frame;
    },
    rows: grid.rows,
    path: grid.path,
    notes,
  };
}

const MEASURE_GRID =
  '`npx streambatch run --prompts FILE --length forced --max-new-tokens 16 --batch-sizes 2,8`, with a FILE of one category of data/prompts.csv, measures a row of it';
