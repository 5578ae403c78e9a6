import type { TableRow } from '../rows/frame.js';
import type { CostModel } from './fit.js';
import { bounds, type Told, toldBy } from './told.js';

const threeDigits = (value: number) => Number(value.toPrecision(3));

const CAN_TELL: Readonly<Record<Told, string>> = {
  told: 'yes',
  'at most': 'not from nothing: at most "high"',
  'not told': 'no',
};

/** Each coefficient with its interval and what it is, as far as it can be told; no rows without a model. */
export function coefficientTable(model: CostModel | null): TableRow[] {
  return (model?.coefficients ?? []).map((coefficient) => {
    const { term, estimate } = coefficient;
    const told = toldBy(model!, coefficient);
    const [low, high] = bounds(coefficient).map(threeDigits) as [number, number];
    return {
      term: term.name,
      estimate: told === 'told' ? threeDigits(estimate) : null,
      low: told === 'told' ? low : null,
      high: told === 'not told' ? null : high,
      unit: term.unit,
      'can it be told?': CAN_TELL[told],
      'what it is': term.meaning,
    };
  });
}
