import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { explain } from '../../../src/analysis/cost-model/explain.js';
import type { Observation, Term } from '../../../src/analysis/cost-model/fit.js';
import { coefficientTable } from '../../../src/analysis/cost-model/table.js';

const test = suite('analysis/cost-model/told');

const term = (name: string, amount: Term['amount']): Term => ({ name, unit: 'MiB', meaning: name, amount });
const TERMS = [
  term('base', () => 1),
  term('request', ({ requests }) => requests),
  term('token', ({ steps }) => steps),
];

/** Costs of these coefficients, times 1 ± noise in turn. */
function costs([base, request, token]: readonly [number, number, number], noise: number): Observation[] {
  const sizes = [1, 2, 3, 4].flatMap((requests) => [10, 20, 40].map((steps) => ({ requests, steps })));
  return sizes.map(({ requests, steps }, i) => ({
    work: {
      ...{ requests, steps, promptTokens: 1, latencyMs: 1, peakMb: 1 },
      trial: `${i}`,
      configuration: `${i}`,
    },
    cost: (base + request * requests + token * steps) * (1 + noise * [1, -1, 0.5, -0.5, 0.2][i % 5]!),
  }));
}

const shown = (truth: readonly [number, number, number], noise: number) => {
  const { model, note } = explain(costs(truth, noise), TERMS);
  const rows = coefficientTable(model).map((row) => [
    row.term,
    row.estimate !== null,
    row.low !== null,
    row.high !== null,
    row['can it be told?'],
  ]);
  return { rows, note };
};

test('what is clearly above 0 is shown with its interval', () => {
  const { rows, note } = shown([100, 20, 1], 0.001);
  assert.equal(
    rows.map(([, ...told]) => told),
    Array(3).fill([true, true, true, 'yes']),
  );
  assert.is(note, null);
});

test('an interval that reaches below 0 holds values that no cost has: only what it is at most is shown', () => {
  const { rows, note } = shown([100, 0, 1], 0.02);
  assert.equal(rows[1], ['request', false, false, true, 'not from nothing: at most "high"']);
  assert.is(rows[2]![4], 'yes');
  assert.is(note, null);
});

test('a term wholly below 0 is no fact, nor are those that make up for it: no coefficient is shown, and why', () => {
  const { rows, note } = shown([200, -20, 1], 0.001);
  assert.equal(
    rows.map(([, ...told]) => told),
    Array(3).fill([false, false, false, 'no']),
  );
  assert.match(
    note!,
    /^No coefficient of this model can be told: "request" came out below 0, which no cost is/,
  );
});

test.run();
