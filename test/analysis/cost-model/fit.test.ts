import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { explain } from '../../../src/analysis/cost-model/explain.js';
import { crossValidate, fit, type Observation, type Term } from '../../../src/analysis/cost-model/fit.js';
import { LATENCY_TERMS, latencies, MEMORY_TERMS, memories } from '../../../src/analysis/cost-model/terms.js';
import type { Work } from '../../../src/analysis/cost-model/work.js';
import { seededRandom } from '../../../src/workload/random.js';

const test = suite('analysis/cost-model/fit');

/** Pieces of every combination of sizes, their cost from known coefficients, times 1 ± noise. */
function known(terms: readonly Term[], truth: readonly number[], noise = 0): Observation[] {
  const random = seededRandom(7);
  return [1, 2, 4, 8].flatMap((requests) =>
    [10, 50, 200].flatMap((promptTokens) =>
      [8, 32, 64].map((steps) => {
        const task = { requests, promptTokens, steps };
        const exact = terms.reduce((sum, { amount }, i) => sum + truth[i]! * amount(task), 0);
        const cost = exact * (1 + noise * (2 * random() - 1));
        const work: Work = {
          ...task,
          latencyMs: cost,
          peakMb: 100 + cost,
          trial: `${requests} ${promptTokens} ${steps}`,
          configuration: `${requests} ${promptTokens} ${steps}`,
        };
        return { work, cost };
      }),
    ),
  );
}

const TRUTH = [2, 0.05, 1.2, 0.3, 0.001];

test('exact costs give back the coefficients they were made of', () => {
  const { coefficients } = fit(known(LATENCY_TERMS, TRUTH), LATENCY_TERMS)!;
  coefficients.forEach(({ estimate }, i) => {
    assert.ok(Math.abs(estimate / TRUTH[i]! - 1) < 1e-6, `${estimate} for ${TRUTH[i]}`);
  });
});

test('with 5 % noise every coefficient lies within three standard errors', () => {
  const { coefficients } = fit(known(LATENCY_TERMS, TRUTH, 0.05), LATENCY_TERMS)!;
  coefficients.forEach(({ estimate, standardError }, i) => {
    assert.ok(
      Math.abs(estimate - TRUTH[i]!) < 3 * standardError,
      `${estimate} ± ${standardError} for ${TRUTH[i]}`,
    );
  });
});

test('an unseen configuration is predicted within the noise', () => {
  const model = fit(known(LATENCY_TERMS, TRUTH, 0.05), LATENCY_TERMS)!;
  const task = { requests: 5, promptTokens: 100, steps: 40 };
  const exact = 2 + 0.05 * 500 + 1.2 * 40 + 0.3 * 160 + 0.001 * 5 * 40 * 120;
  assert.ok(Math.abs(model.predict(task) / exact - 1) < 0.05);
});

test('cross-validation predicts each piece once, by a model without its configuration', () => {
  const observations = known(LATENCY_TERMS, TRUTH);
  const outlier = observations[0]!;
  const spoiled = [{ ...outlier, cost: outlier.cost * 10 }, ...observations.slice(1)];
  const predictions = crossValidate(spoiled, LATENCY_TERMS);
  assert.is(predictions.length, observations.length);
  // fitted without it, the model still knows the true cost of the spoiled piece: a tenth of what it claims
  assert.ok(Math.abs(predictions[0]!.predicted / outlier.cost - 1) < 1e-6);
  assert.ok(Math.abs(predictions[0]!.error + 0.9) < 1e-6);
});

test('observations that do not tell the terms apart: no model, and why', () => {
  const all = known(LATENCY_TERMS, TRUTH);
  const alone = all.filter(({ work }) => work.requests === 1);
  for (const few of [[], all.slice(0, 1), all.slice(0, 5), alone, Array(50).fill(all[0]!)]) {
    const { model, predictions, note } = explain(few, LATENCY_TERMS);
    assert.equal([model, predictions], [null, []]);
    assert.match(
      note!,
      /its 5 terms .* take more pieces of work than the log holds .*Measure several batch sizes/,
    );
  }
});

test('a configuration without which nothing can be fitted is not predicted, and that is said', () => {
  const all = known(LATENCY_TERMS, TRUTH);
  const alone = all.filter(({ work }) => work.requests === 1);
  const batch = all.at(-1)!;
  const { model, predictions, note } = explain([...alone, batch], LATENCY_TERMS);
  assert.is(model!.n, 10);
  assert.is(predictions.length, 9);
  assert.match(note!, /^1 of 10 could not be predicted/);
});

test('memory: one observation a trial, of its largest piece', () => {
  const [{ work }] = known(MEMORY_TERMS, [10, 5, 0.01]) as [Observation];
  const larger = { ...work, requests: 8 };
  assert.equal(memories([work, larger]), [{ work: larger, cost: work.peakMb! }]);
  assert.equal(memories([{ ...work, peakMb: null }]), []);
  assert.is(latencies([work, larger]).length, 2);
});

test.run();
