import type { Coefficient, CostModel } from './fit.js';

/** ± 2 standard errors, a 95 % interval. */
export const bounds = ({ estimate, standardError }: Coefficient): readonly [low: number, high: number] => [
  estimate - 2 * standardError,
  estimate + 2 * standardError,
];

/** A cost cannot be below 0: a term whose whole interval is says that costs do not add up in straight lines. */
const impossibleTerms = ({ coefficients }: CostModel): readonly Coefficient[] =>
  coefficients.filter((one) => bounds(one)[1] < 0);

/** What a model may say of one coefficient. */
export type Told =
  /** Its interval lies above 0. */
  | 'told'
  /** Its interval reaches 0 or below: all that is known is how large it is at most. */
  | 'at most'
  /** It, or another term that it makes up for, came out below 0. */
  | 'not told';

export function toldBy(model: CostModel, coefficient: Coefficient): Told {
  if (impossibleTerms(model).length > 0) return 'not told';
  return bounds(coefficient)[0] > 0 ? 'told' : 'at most';
}

/** What a reader must know of a model with an impossible term; null: it has none. */
export function impossibleNote(model: CostModel): string | null {
  const names = impossibleTerms(model).map(({ term }) => `"${term.name}"`);
  if (names.length === 0) return null;
  return `No coefficient of this model can be told: ${names.join(' and ')} came out below 0, which no cost is, so the costs of this log do not grow in straight lines and the terms make up for each other. The predictions are judged by their own errors.`;
}
