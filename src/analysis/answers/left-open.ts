import { groups } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { counted, roundedUp } from '../format.js';
import { present } from '../present.js';
import type { Matrix } from '../ways/matrix.js';
import { repeatsFor } from './difference.js';

/** More repeats than this nobody waits for. */
const SENSIBLE = 200;

/** Which comparisons a run has left undecided, and what a longer one would do; nothing where all are decided. */
export function leftOpen({ comparisons }: Matrix, rows: readonly LogRow[]): string[] {
  const open = comparisons.filter(({ decision }) => decision === 'cannot tell');
  if (open.length === 0) return [];
  const start = `Not decided: ${open.length} of ${counted(comparisons.length, 'comparison')}`;
  const needed = present(open.map(repeatsFor)).filter((repeats) => repeats <= SENSIBLE);
  if (needed.length === 0) return [`${start}; no sensible number of repeats would do.`];
  const most = roundedUp(Math.max(...needed));
  const which = needed.length === open.length ? '' : ` for ${needed.length} of them`;
  return [`${start}; \`--repeats ${most}\` would do${which}${takes(most, rows)}.`];
}

/** How long so many blocks take, where the rows of two or more tell. */
function takes(blocks: number, rows: readonly LogRow[]): string {
  const each = present(groups(rows, ({ run_id }) => run_id).map(blockMs));
  if (each.length === 0) return '';
  return `, in about ${counted(Math.ceil((blocks * Math.max(...each)) / 60_000), 'minute')}`;
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
