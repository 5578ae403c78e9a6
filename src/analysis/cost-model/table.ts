import type { TableRow } from '../frame.js';
import type { CostModel } from './fit.js';

const threeDigits = (value: number) => Number(value.toPrecision(3));

/** Each coefficient with its interval (± 2 standard errors) and what it is; no rows without a model. */
export function coefficientTable(model: CostModel | null): TableRow[] {
  return (model?.coefficients ?? []).map(({ term, estimate, standardError }) => ({
    term: term.name,
    estimate: threeDigits(estimate),
    low: threeDigits(estimate - 2 * standardError),
    high: threeDigits(estimate + 2 * standardError),
    unit: term.unit,
    'what it is': term.meaning,
  }));
}
