import { groups } from '../../group-by.js';
import type { LogRow, Source } from '../../results/schema.js';
import { familyKey, type Way, wayKey, wayOf } from '../../ways.js';
import { counted } from '../format.js';
import { arrivalsOf } from './arrivals.js';
import { type Experiment, experiments, serverKey } from './experiment.js';

/** The experiment that a reader looks at, and what else the log holds. */
export interface Picked extends Experiment {
  /** Which it is, by which rule, and the others: show it to the reader. */
  readonly notes: readonly string[];
}

/** How much of a question an experiment can answer. */
export interface Question {
  readonly source: Source;
  /** What is counted, as a noun in the plural. */
  readonly of: string;
  /** The more, the better an experiment answers. */
  readonly count: (rows: readonly LogRow[]) => number;
  /** How many it takes to answer at all. */
  readonly least: number;
  /** What measures them. */
  readonly command: string;
}

const waysIn = (rows: readonly LogRow[]): Way[] => [
  ...new Map(rows.map(wayOf).map((way) => [wayKey(way), way])).values(),
];

/** Which way of serving? */
export const WAYS: Question = {
  source: 'matrix',
  of: 'ways of serving',
  count: (rows) => waysIn(rows).length,
  least: 1,
  command: 'npx streambatch run',
};

/** Which batch size? Ways of which one size was measured do not help. */
export const SIZES: Question = {
  source: 'matrix',
  of: 'batch sizes to compare',
  count: (rows) =>
    groups(waysIn(rows), familyKey).reduce((sum, { length }) => sum + (length > 1 ? length : 0), 0),
  least: 2,
  command: 'npx streambatch run --batch-sizes 2,4,8,16',
};

/** Which rate? */
export const RATES: Question = {
  source: 'load',
  of: 'loads',
  count: (rows) =>
    new Set(rows.filter((row) => arrivalsOf(row)?.perSecond).map(({ trial_id }) => trial_id)).size,
  least: 1,
  command: 'npx streambatch load --target local --arrivals sweep',
};

/** Others named one by one; of more, their number. */
const MOST_NAMED = 4;

/**
 * The experiment that answers a question: of the model and machine that measured last, the one with the most to
 * compare, the newest of several; or another by its place (0 is the newest). Where there is none, one without rows,
 * whose title says why: every cell can then say that it has nothing to show.
 * @example
 * ```ts
 * import { loadLog, pickExperiment, showText, SIZES } from 'streambatch/analysis';
 *
 * const { title, rows, notes } = pickExperiment((await loadLog()).rows, null, SIZES);
 * showText(...notes);
 * console.log(title, rows.length);
 * ```
 */
export function pickExperiment(
  rows: readonly LogRow[],
  place: number | null = null,
  question: Question = WAYS,
): Picked {
  const all = experiments(rows, question.source);
  const chosen = place ?? best(all, question);
  const picked = all[chosen];
  if (!picked) {
    const title = whyNone(rows, all.length, place, question);
    return { title, rows: [], notes: [`This notebook looks at ${title}.`] };
  }
  const told = sentence(picked, chosen, place, all, question);
  return { ...picked, notes: [told, ...byPrompts(picked), ...others(all, chosen)] };
}

function best(all: readonly Experiment[], { count }: Question): number {
  const [newest] = all;
  if (!newest) return 0;
  const server = serverKey(newest.rows[0]!);
  const counts = all.map(({ rows }) => (serverKey(rows[0]!) === server ? count(rows) : -1));
  return counts.indexOf(Math.max(...counts));
}

function sentence(
  { title, rows }: Experiment,
  chosen: number,
  place: number | null,
  all: readonly Experiment[],
  { of, count }: Question,
): string {
  const told = `This notebook looks at ${title}`;
  if (all.length === 1) return `${told}.`;
  if (place !== null) return `${told}: experiment ${chosen} of the log, as STREAMBATCH_EXPERIMENT says.`;
  return `${told}. Of the experiments in the log it is the one with the most ${of} (${count(rows)}) on the model and machine that measured last; of equals, the newest.`;
}

/** Without a hash in the log, that several runs did the same work is inferred. */
function byPrompts({ rows }: Experiment): string[] {
  const runs = new Set(rows.map(({ run_id }) => run_id)).size;
  return runs > 1 && rows[0]!.workload_hash === null
    ? [`Its ${runs} runs count as the same work, since the names and lengths of their prompts are the same.`]
    : [];
}

/** What else the log holds, numbered as STREAMBATCH_EXPERIMENT counts. */
function others(all: readonly Experiment[], chosen: number): string[] {
  const named = all.flatMap(({ title, rows }, i) =>
    i === chosen ? [] : [`${i}: ${title} (${counted(rows.length, 'request')})`],
  );
  if (named.length === 0) return [];
  const more = named.length > MOST_NAMED ? [`and ${named.length - MOST_NAMED} more`] : [];
  const list = [...named.slice(0, MOST_NAMED), ...more].join('; ');
  return [
    `The log also holds, never mixed with it: ${list}. STREAMBATCH_EXPERIMENT picks one by its number.`,
  ];
}

function whyNone(rows: readonly LogRow[], found: number, place: number | null, { source }: Question): string {
  if (found > 0) {
    return `nothing: STREAMBATCH_EXPERIMENT is ${place}, and the log holds ${counted(found, 'experiment')}, numbered from 0`;
  }
  if (source === 'load') {
    return 'nothing: the log holds no open load; `npx streambatch load --target local --arrivals sweep` measures some';
  }
  const others = rows.length > 0 ? ` (${counted(rows.length, 'row')} of open loads or of a server)` : '';
  return `nothing: the log holds no request of a benchmark${others}; \`npx streambatch run\` measures some`;
}
