import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Prediction } from '../../../src/analysis/cost-model/fit.js';
import { predictedAgainstMeasured, residuals } from '../../../src/analysis/figures/predictions.js';
import { assertReadable } from './readable.js';

const test = suite('analysis/figures/predictions');

const prediction = (requests: number, cost: number, predicted: number): Prediction => ({
  observation: {
    work: {
      requests,
      promptTokens: 10,
      steps: 8,
      latencyMs: cost,
      peakMb: null,
      trial: 't',
      configuration: 'c',
    },
    cost,
  },
  predicted,
  error: predicted / cost - 1,
});

test('points by kind, and the line on which predictions are right', () => {
  const figure = predictedAgainstMeasured([prediction(1, 100, 110), prediction(8, 400, 380)], 'latency (ms)');
  assertReadable(figure);
  const [one, batch, right] = figure.data;
  assert.equal([one?.x, one?.y, batch?.x, batch?.y], [[100], [110], [400], [380]]);
  assert.equal(right?.x, [100, 400]);
});

test('residuals are percentages of what was measured', () => {
  const [one] = residuals([prediction(1, 100, 110)], 'latency (ms)').data;
  assert.ok(Math.abs((one!.y as number[])[0]! - 10) < 1e-9);
});

test('many points are thinned, and the caption says so', () => {
  const many = Array.from({ length: 2000 }, (_, i) => prediction(1, i + 1, i + 1));
  const figure = residuals(many, 'latency (ms)');
  assert.ok((figure.data[0]!.x as number[]).length <= 600);
  assert.match(figure.caption, /n = 2000.* at most every k-th/);
});

test.run();
