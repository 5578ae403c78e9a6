import { preliminary } from '../analysis/answers/so-far.js';
import { checkRows } from '../analysis/rows/check-rows.js';
import { experiments } from '../analysis/rows/experiment.js';
import { matrix } from '../analysis/ways/matrix.js';
import { soFar } from '../analysis/ways/so-far.js';
import type { RunSoFar } from '../benchmark/stopping.js';
import { fitted, type Page } from './page.js';

type Blocks = Pick<RunSoFar, 'rows' | 'blocks' | 'blocksLeft'>;

/** What the blocks say that a run had ended when it was interrupted; empty where nothing in them can be compared. */
export function wholeBlocksText({ rows, blocks, blocksLeft }: Blocks, page: Page): string {
  const [experiment] = experiments(checkRows(rows).rows);
  if (!experiment) return '';
  const sentences = preliminary(soFar(matrix(experiment.rows), blocksLeft));
  const of = blocks === 1 ? '1 whole block' : `${blocks} whole blocks`;
  return sentences.length === 0 ? '' : `${fitted(`Preliminary, of ${of}: ${sentences.join(' ')}`, page)}\n`;
}
