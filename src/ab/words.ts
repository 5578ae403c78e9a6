import { capital, change, counted, limitText, listed, roundedUp } from '../analysis/format.js';
import { groupBy } from '../group-by.js';
import type { AbComparison } from './judge.js';
import { AB_METRICS } from './metric.js';

/** As far as an answer has come. */
interface SoFar {
  readonly threshold: number;
  readonly blocks: number;
  readonly comparisons: readonly AbComparison[];
}

/** What is compared; the way of serving where there are several. */
function namesIn(comparisons: readonly AbComparison[]): (one: AbComparison) => string {
  const isOne = new Set(comparisons.map(({ cell }) => cell)).size <= 1;
  return ({ cell, metric }) => (isOne ? AB_METRICS[metric].label : `${AB_METRICS[metric].label} (${cell})`);
}

/** The answer: "B is worse than A in time per token; the same within 5 % in throughput". */
export function summary({ comparisons, threshold }: SoFar): string {
  const names = namesIn(comparisons);
  const groups = groupBy(comparisons, ({ verdict }) => verdict);
  const said = (verdict: AbComparison['verdict'], words: string) =>
    groups.has(verdict) ? [`${words} ${listed(groups.get(verdict)!.map(names))}`] : [];
  const parts = [
    ...said('worse', 'B is worse than A in'),
    ...said('better', 'B is better than A in'),
    ...said('same', `the same within ${limitText(threshold)} in`),
    ...said('cannot tell', 'it cannot be told of'),
  ];
  return `${capital(parts.join('; ') || 'nothing could be compared')}.`;
}

/** When each was decided, and what the others wait for. */
export function outlook({ comparisons, blocks }: SoFar): string {
  const names = namesIn(comparisons);
  const decided = comparisons.filter(({ decidedAfter }) => decidedAfter !== null);
  const open = comparisons.filter(({ verdict }) => verdict === 'cannot tell');
  const parts = [
    ...(decided.length > 0
      ? [`Decided: ${listed(decided.map((one) => `${names(one)} after block ${one.decidedAfter}`))}`]
      : []),
    ...(open.length > 0
      ? [
          `Open after ${counted(blocks, 'block')}: ${listed(open.map((one) => `${names(one)} (${needs(one)})`))}`,
        ]
      : []),
  ];
  return parts.map((part) => `${part}.`).join(' ');
}

function needs({ blocksNeeded, ratio, standing }: AbComparison): string {
  if (ratio.low === null)
    return 'decisions take 3 blocks; --max-minutes gives them time, --prompt-limit makes them shorter';
  if (blocksNeeded === null) return 'noise too large for any sensible number of blocks';
  const more = `about ${counted(roundedUp(blocksNeeded), 'more block')}`;
  return standing === 'out of reach' ? `${more}, for which there is no time` : more;
}

/** One line after each block: what it looks like by now, and what of it is sure. */
export function soFarText({ comparisons, blocks }: Omit<SoFar, 'threshold'>): string {
  const names = namesIn(comparisons);
  const parts = comparisons.map((one) => {
    const sure = one.verdict === 'cannot tell' ? '' : ` (${SURE[one.verdict]})`;
    return `${names(one)} ${change({ ...one.ratio, low: null, high: null }).replace('about ', '')}${sure}`;
  });
  return `after ${counted(blocks, 'block')}: ${parts.join(', ')}`;
}

const SURE = { better: 'B better', worse: 'B worse', same: 'the same' } as const;
