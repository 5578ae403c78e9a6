import { groups } from '../../group-by.js';
import { familyKey, familyLabel, wayPhrase } from '../../ways.js';
import { percent } from '../format.js';
import type { Experiment } from '../rows/experiment.js';
import { type Cell, highest } from '../ways/cell.js';
import { decideTogether } from '../ways/decide-together.js';
import { againstStreaming, type Matrix } from '../ways/matrix.js';
import { compare } from '../ways/ratios.js';
import { THROUGHPUT, told } from './difference.js';
import { type Answer, type Finding, found, unknown } from './finding.js';
import { ground, type Opening } from './opening.js';
import { asTitle } from './titles.js';

/** At what batch size? Answered for each family of which several sizes were measured. */
export function batchSizeAnswer(measured: Matrix): Answer {
  const families = familiesOf(measured.cells);
  const stepTo = steps(families);
  const findings = families.flatMap((family) => [
    knee(family),
    ...family.flatMap((cell) => stepTo.get(cell) ?? []),
    ...waste(family),
  ]);
  const none = unknown('cannot tell: it takes two or more batch sizes of the same way of serving.');
  return {
    question: 'At what batch size?',
    findings: findings.length > 0 ? [...findings, ...limit(measured)] : [none],
  };
}

/** Those of which several sizes were measured. */
const familiesOf = (cells: readonly Cell[]): Cell[][] =>
  groups(cells, ({ way }) => familyKey(way)).filter((family) => family.length > 1);

/**
 * The knee of the family that does the most work, and what is to be known before one takes it. Whole answers under
 * continuous batching are there to be compared with: who has those can have streams.
 */
export function sizeOpening(measured: Matrix, experiment: Experiment): Opening {
  const families = familiesOf(measured.cells.filter((cell) => !measured.whole.includes(cell)));
  const top = highest(families.flat(), 'throughputTps');
  const family = families.find((cells) => top && cells.includes(top));
  const [recommendation, ...reasons] = family
    ? [knee(family), ...limit(measured), ...families.flatMap(waste)]
    : batchSizeAnswer(measured).findings;
  return { recommendation: recommendation!, reasons, ground: ground(experiment) };
}

/** The smallest size that is as fast as the fastest, within the smallest effect that matters. */
function knee(family: readonly Cell[]): Finding {
  const name = familyLabel(family[0]!.way);
  const fast = family.filter(({ throughputTps }) => throughputTps);
  if (fast.length < 2) {
    return unknown(
      `${name}: cannot tell, fewer than two sizes have a throughput (trials all of whose requests ended ok).`,
    );
  }
  const best = highest(fast, 'throughputTps')!;
  const smaller = fast.filter(({ way }) => way.batchSize < best.way.batchSize);
  const enough = smaller.find((cell) => compare(cell, best, 'throughputTps')?.decision === 'same');
  const top = wayPhrase(best.way);
  return found(
    enough
      ? `${name}: use ${wayPhrase(enough.way)}, which reaches the highest throughput, that of ${top}, within 5 %: the knee.`
      : `${name}: use ${top}, which gave the highest throughput; no smaller size was shown to reach it within 5 %.`,
  );
}

/** What each step up gains over the size before it; all steps are corrected together. */
function steps(families: readonly (readonly Cell[])[]): ReadonlyMap<Cell, Finding> {
  const gains = families.flatMap((family) =>
    family.slice(1).flatMap((cell, i) => {
      const gain = compare(cell, family[i]!, 'throughputTps');
      return gain ? [{ cell, gain }] : [];
    }),
  );
  const outcomes = decideTogether(
    gains.map(({ gain }) => gain.ratio),
    'none false',
  );
  return new Map(gains.map(({ cell, gain }, i) => [cell, told({ ...gain, ...outcomes[i]! }, THROUGHPUT)]));
}

function waste(family: readonly Cell[]): Finding[] {
  const largest = family.at(-1)!;
  const share = largest.wastedShare;
  if (!share || share.estimate === 0) return [];
  return [found(`${wayPhrase(largest.way)} throws away ${percent(share)} of the tokens it computes.`)];
}

/** What the largest batch throws away, for a figure of waste; undefined where no way throws any away. */
export function wasteTitle({ cells }: Matrix): string | undefined {
  const [most] = groups(cells, ({ way }) => familyKey(way)).flatMap(waste);
  return most && asTitle(most.text);
}

/** Sizes that keep streaming's promise: a first token not later than when streamed alone by more than what matters. */
function limit(measured: Matrix): Finding[] {
  const seen = againstStreaming(measured, measured.continuous, 'firstSeenMs');
  const kept = seen.filter(({ decision }) => decision === 'same' || decision === 'less').at(-1);
  return kept
    ? [found(`${wayPhrase(kept.way)} shows its first token no later than streaming alone does.`)]
    : [];
}
