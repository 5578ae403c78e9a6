import { restsOn } from '../analysis/answers/rests-on.js';
import { outlook, preliminary } from '../analysis/answers/so-far.js';
import { checkRows } from '../analysis/rows/check-rows.js';
import { experiments } from '../analysis/rows/experiment.js';
import { matrix } from '../analysis/ways/matrix.js';
import { soFar } from '../analysis/ways/so-far.js';
import type { Judge } from '../benchmark/stopping.js';
import { blocksToGo } from '../metrics/statistics/decide-so-far.js';

/**
 * Judges a run by the comparisons of its verdict, all or those that its answer rests on, and shows what is known after each block.
 * @param now the time of day
 */
export function judgeBy(show: (sentences: readonly string[]) => void, now: () => Date): Judge {
  return ({ rows, blocks, blocksLeft, msLeft, goal }) => {
    const [experiment] = experiments(checkRows(rows).rows);
    if (!experiment) return 0; // nothing was measured that could be compared
    const measured = soFar(matrix(experiment.rows), blocksLeft);
    const asked = goal === 'all' ? measured.comparisons : restsOn(measured.comparisons);
    const [first = '', ...others] = preliminary(measured);
    const end =
      msLeft === null ? '' : `; ends by ${timeOfDay(new Date(now().getTime() + msLeft))} at the latest`;
    show([
      `After ${blocks === 1 ? '1 block' : `${blocks} blocks`}, preliminary: ${first}`,
      ...others,
      `${outlook(measured, asked, { blocks, blocksLeft })}${end}.`,
    ]);
    return blocksToGo(asked, blocksLeft);
  };
}

/** "12:31", here. */
const timeOfDay = (date: Date): string =>
  [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
