import { extent, median } from 'simple-statistics';
import { groups } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { digits } from '../format.js';
import { present } from '../present.js';

/** Levels that a reader must know of, in the median trial of a run. */
const LEVELS = [
  {
    share: 'cpu_stolen_share',
    high: 0.01,
    who: 'the hypervisor gave others',
    of: 'the CPU time that was wanted',
  },
  { share: 'cpu_foreign_share', high: 0.1, who: 'other processes used', of: 'the CPU time of all cores' },
] as const;

/**
 * What others took of the CPU in most trials, where that was much: one sentence, with what may still be concluded. Trials
 * in which it was more than usual carry flags; this is about the usual.
 */
export function sharedMachine(rows: readonly LogRow[]): string[] {
  const runs = groups(rows, (row) => row.run_id).map((run) =>
    groups(run, (row) => row.trial_id).map(([first]) => first!),
  );
  const parts = LEVELS.flatMap(({ share, high, who, of }) => {
    const levels = runs.flatMap((trials) => {
      const known = present(trials.map((trial) => trial[share]));
      return known.length > 0 ? [median(known)] : [];
    });
    const [above, all] = [levels.filter((level) => level >= high), levels.length];
    if (above.length === 0) return [];
    const where = above.length < all ? ` (in ${above.length} of ${all} runs)` : '';
    return [`${who} ${range(above)} of ${of}${where}`];
  });
  if (parts.length === 0) return [];
  return [
    `In the median trial ${parts.join(', and ')}: times and rates are those of this shared machine, not of its CPU alone; ` +
      'ways of serving are still compared alike, as their trials take turns.',
  ];
}

function range(shares: readonly number[]): string {
  const [least, most] = extent([...shares]).map((share) => digits(share * 100)) as [string, string];
  return least === most ? `${least} %` : `${least}–${most} %`;
}
