import { sameCache, wayLabel, wayPhrase } from '../../ways.js';
import { briefly, counted, roundedUp, times } from '../format.js';
import { type Cell, highest } from '../ways/cell.js';
import type { Metric } from '../ways/ratios.js';
import { ratioOf } from '../ways/ratios.js';
import { awaited, type ComparisonSoFar, type MatrixSoFar } from '../ways/so-far.js';
import { advice } from './advice.js';
import { FIRST_TOKEN, PEAK_MEMORY, THROUGHPUT, WHOLE_ANSWER, type Words } from './difference.js';

const WORDS: Readonly<Record<Metric, Words>> = {
  firstSeenMs: FIRST_TOKEN,
  latencyMs: WHOLE_ANSWER,
  throughputTps: THROUGHPUT,
  peakMb: PEAK_MEMORY,
};

/** Blocks before any interval. */
const FEWEST = 3;

/** What can be said of a run that goes on, in two or three sentences: estimates at first, advice once it is decided. */
export function preliminary(measured: MatrixSoFar): string[] {
  const said = isAdviceDue(measured) ? advice(measured) : null;
  return [...(said?.certain ? [said.text] : []), ...estimates(measured)];
}

/** Something is faster, or nothing is: what is not known yet may still turn the advice round. */
function isAdviceDue({ streaming, comparisons }: MatrixSoFar): boolean {
  const speeds = comparisons.filter(
    ({ metric, base }) => metric === 'throughputTps' && base === streaming?.way,
  );
  const isFaster = speeds.some(({ decision }) => decision === 'greater');
  return isFaster || speeds.every(({ decision }) => decision !== 'cannot tell');
}

function estimates({ streaming, batches, cells }: MatrixSoFar): string[] {
  const batch = batches.at(-1);
  const [soon, late] = [streaming?.firstSeenMs, batch?.firstSeenMs];
  const fastest = highest(cells, 'throughputTps');
  const sight =
    soon && late
      ? [`First token: ${briefly(soon)} when streamed, ${briefly(late)} in ${wayPhrase(batch!.way)}.`]
      : [];
  return [...sight, ...(fastest ? [most(fastest, streaming)] : [])];
}

function most(fastest: Cell, streaming: Cell | null): string {
  const start = `The most tokens per second: ${wayPhrase(fastest.way)}`;
  const ratio =
    streaming && streaming !== fastest ? ratioOf(fastest, streaming, (of) => of.throughputTps) : null;
  return ratio ? `${start}, ${times(ratio)} that of streaming.` : `${start}.`;
}

/** Blocks that are whole, and those that there is time for. */
interface Time {
  readonly blocks: number;
  readonly blocksLeft: number;
}

/**
 * How far the decisions are, and what they wait for.
 * @param asked those that the run goes on for: all, or what the answer rests on
 */
export function outlook({ comparisons }: MatrixSoFar, asked: readonly ComparisonSoFar[], time: Time): string {
  const lost = withStanding('out of reach', asked);
  const all = withStanding('decided', comparisons);
  const done = withStanding('decided', asked);
  const parts = [
    asked.length < comparisons.length
      ? `${done} of the ${counted(asked.length, 'comparison')} that the answer rests on decided (${all} of ${comparisons.length} in all)`
      : `${all} of ${counted(comparisons.length, 'comparison')} decided`,
    ...(lost > 0 ? [`${lost} cannot be told in this time`] : []),
    ...waitsFor(awaited(asked), time),
  ];
  return parts.join('; ');
}

const withStanding = (standing: ComparisonSoFar['standing'], among: readonly ComparisonSoFar[]): number =>
  among.filter((one) => one.standing === standing).length;

function waitsFor(open: readonly ComparisonSoFar[], { blocks, blocksLeft }: Time): string[] {
  const [longest, ...others] = open;
  if (!longest) return [];
  if (blocks < FEWEST) return [`decisions take ${FEWEST} blocks`];
  const { metric, way, base, blocksNeeded: needed } = longest;
  const phrase = sameCache(way, base) ? wayPhrase : wayLabel;
  const more =
    needed === null || needed > blocksLeft
      ? 'may take all the time there is'
      : `about ${counted(roundedUp(needed), 'more block')}`;
  const beside = others.length > 0 ? ` (and ${counted(others.length, 'other')})` : '';
  return [`waiting for ${WORDS[metric].what} of ${phrase(way)} against ${phrase(base)}${beside}: ${more}`];
}
