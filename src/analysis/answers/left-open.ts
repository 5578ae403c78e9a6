import { groups } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { counted, roundedUp } from '../format.js';
import { present } from '../present.js';
import type { Matrix } from '../ways/matrix.js';
import { repeatsFor } from './difference.js';

/** More repeats than this nobody waits for. */
const SENSIBLE = 200;

/** Which comparisons a run has left undecided, and what more time would do; nothing where all are decided. */
export function leftOpen({ comparisons }: Matrix, rows: readonly LogRow[]): string[] {
  const open = comparisons.filter(({ decision }) => decision === 'cannot tell');
  if (open.length === 0) return [];
  const start = `${open.length} of ${counted(comparisons.length, 'comparison')} not decided`;
  const more = present(open.map((one) => less(repeatsFor(one), one.ratio.n))).filter((n) => n <= SENSIBLE);
  if (more.length === 0) return [`${start}; no sensible number of repeats would decide them.`];
  const most = roundedUp(Math.max(...more));
  const which = more.length === open.length ? 'them' : `${more.length} of them`;
  return [
    `${start}; ${counted(most, 'more repeat')}${takes(most, rows)} would decide ${which} (\`--until all\`).`,
  ];
}

const less = (needed: number | null, n: number): number | null => (needed === null ? null : needed - n);

/** How long so many blocks take, where the rows of two or more tell. */
function takes(blocks: number, rows: readonly LogRow[]): string {
  const runs = groups(rows, ({ run_id }) => run_id).map(blockMs);
  const each = present(runs);
  if (each.length === 0) return '';
  const minutes = Math.ceil((blocks * Math.max(...each)) / 60_000);
  return `, about ${counted(minutes, 'minute')},`;
}

/** From the start of a run's first block to that of its last, shared among them; null for a single block. */
function blockMs(rows: readonly LogRow[]): number | null {
  const starts = groups(rows, ({ block }) => String(block)).map((of) =>
    of.reduce((first, { timestamp }) => Math.min(first, Date.parse(timestamp)), Infinity),
  );
  if (starts.length < 2) return null;
  const [first, last] = [Math.min(...starts), Math.max(...starts)];
  return last > first ? (last - first) / (starts.length - 1) : null;
}
