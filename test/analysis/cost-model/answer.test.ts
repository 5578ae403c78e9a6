import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { trustAnswer } from '../../../src/analysis/cost-model/answer.js';
import type { CostModel, Observation, Prediction } from '../../../src/analysis/cost-model/fit.js';
import { coefficientTable } from '../../../src/analysis/cost-model/table.js';

const test = suite('analysis/cost-model/answer');

const observation: Observation = {
  work: {
    requests: 5,
    promptTokens: 10,
    steps: 8,
    latencyMs: 100,
    peakMb: null,
    trial: 't',
    configuration: 'c',
  },
  cost: 100,
};
const predictions: Prediction[] = [0, 0.1, -0.2, 0.3, -0.4].map((error) => ({
  observation,
  predicted: 100 * (1 + error),
  error,
}));
// quantiles of Hyndman and Fan, type 7: 0.9 of five values lies at 0.3 + 0.6 · 0.1
/** Predicts 110 for everything. */
const model: CostModel = { coefficients: [], n: 5, predict: () => 110 };

test('errors by quantile, and the batches kept apart', () => {
  const { findings } = trustAnswer([['latency', { model, predictions, note: null }]], {
    size: 5,
    model,
    latencies: [observation],
  });
  assert.equal(
    findings.map(({ text }) => text),
    [
      'Latency can be predicted roughly: half of the predictions are within 20.0 % of what was measured, 9 of 10 within 40.0 % (cross-validated, n = 5).',
      'Batches of 5, never seen by the model: predicted 110 ms on average, measured 100 ms: 10.0 % too high (n = 1); half of the single batches are within 10.0 %.',
    ],
  );
});

test('no predictions, no model, no batches: cannot tell, and why', () => {
  const none = { model: null, predictions: [], note: 'Measure more.' };
  for (const latencies of [[], [observation]]) {
    const { findings } = trustAnswer([['latency', none]], { size: 5, model: null, latencies });
    assert.is(findings[0]!.text, 'Latency: cannot tell. Measure more.');
    assert.ok(findings.every(({ certain }) => !certain));
  }
  assert.equal(coefficientTable(null), []);
});

test.run();
