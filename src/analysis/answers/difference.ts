import { isBounded } from '../../metrics/statistics/interval.js';
import { repeatsToSettle, spreadOf } from '../../metrics/statistics/settle.js';
import { wayPhrase } from '../../ways.js';
import { roundedUp, times, timesRange } from '../format.js';
import { SMALLEST_EFFECT } from '../ways/decide-together.js';
import { inverse } from '../ways/interval.js';
import type { Comparison } from '../ways/ratios.js';
import { type Finding, found, unknown } from './finding.js';

/** A metric in words: what it is, and what a larger and a smaller value of it are called. */
export interface Words {
  readonly what: string;
  readonly more: string;
  readonly less: string;
}

export const FIRST_TOKEN: Words = { what: 'the first token', more: 'later', less: 'sooner' };
export const WHOLE_ANSWER: Words = { what: 'the whole answer', more: 'later', less: 'sooner' };
export const THROUGHPUT: Words = { what: 'throughput', more: 'higher', less: 'lower' };
export const PEAK_MEMORY: Words = { what: 'peak memory', more: 'higher', less: 'lower' };

/** One comparison in a sentence of its own: what is known of it, and what would settle the rest. */
export function told(comparison: Comparison, words: Words): Finding {
  const { decision, way, base } = comparison;
  if (decision === 'cannot tell') return undecided(comparison, words);
  const than = decision === 'same' ? 'as' : 'than';
  return found(
    `with ${wayPhrase(way)}, ${words.what} is ${effect(comparison, words)} ${than} with ${wayPhrase(base)}.`,
  );
}

/** "2.1× (1.9–2.3) higher" or "the same within 5 %", of a comparison that is decided. */
export function effect({ decision, ratio }: Comparison, { more, less }: Words): string {
  if (decision === 'greater') return `${times(ratio)} ${more}`;
  return decision === 'less' ? `${times(inverse(ratio))} ${less}` : 'the same within 5 %';
}

/** The side is said where it is known or likely, and otherwise not hinted at; then what would settle it. */
function undecided(comparison: Comparison, { what, more, less }: Words): Finding {
  const { way, base, ratio, side, sure } = comparison;
  const than = `with ${wayPhrase(way)} than with ${wayPhrase(base)}`;
  const whether = `whether ${what} is ${more} or ${less} ${than}`;
  const end = `; ${settling(comparison)}.`;
  if (!isBounded(ratio))
    return unknown(`too few repeats to tell ${whether}: ${times(ratio)} after ${ratio.n}${end}`);
  if (side === null) return unknown(`cannot tell ${whether}: ${timesRange(ratio)}${end}`);
  const [word, size] = side === 'above' ? [more, times(ratio)] : [less, times(inverse(ratio))];
  return sure
    ? found(`${what} is ${word} ${than}, ${size}, but whether by more than 5 % cannot be told${end}`)
    : unknown(`${what} is probably ${word} ${than}, ${size}${end}`);
}

/** Repeats in all that would settle an undecided comparison; null: no sensible number. */
export const repeatsFor = ({ ratio, among }: Comparison): number | null =>
  repeatsToSettle(ratio, spreadOf(ratio), { threshold: SMALLEST_EFFECT, comparisons: among });

/** What it would take to decide a comparison, to stand at the end of a sentence. */
export function settling(comparison: Comparison): string {
  const repeats = repeatsFor(comparison);
  if (repeats === null) return 'no sensible number of repeats would settle it';
  if (!isBounded(comparison.ratio)) return `${repeats} may do`;
  return `about ${roundedUp(repeats)} repeats would settle it (${comparison.ratio.n} so far)`;
}
