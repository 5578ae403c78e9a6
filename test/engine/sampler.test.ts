import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createSampler } from '../../src/engine/sampler.js';
import type { Sampling } from '../../src/generation.js';
import { seededRandom } from '../../src/workload/random.js';
import { stepOutput } from '../support/fake-model.js';

/** Logits whose softmax at temperature 1 is 0.4, 0.3, 0.15, 0.1, 0.05, in another order than that of the ids. */
const PROBABILITIES = [0.1, 0.4, 0.05, 0.3, 0.15];
const logits = Float32Array.from(PROBABILITIES, Math.log);
const VOCAB = PROBABILITIES.length;
const DRAWS = 20_000;

/** Upper 0.1 % points of chi-square by degrees of freedom: NIST/SEMATECH e-Handbook, table 1.3.6.7.4. */
const CHI_SQUARE_999 = [Number.NaN, 10.828, 13.816, 16.266, 18.467];

function chiSquare(sampling: Sampling, expected: readonly number[]): { statistic: number; limit: number } {
  const sampler = createSampler(sampling, VOCAB, seededRandom(42));
  const output = stepOutput([logits], sampler.needs.candidates ?? 1, sampler.needs.logits ?? false);
  const counts = expected.map(() => 0);
  for (let i = 0; i < DRAWS; i++) counts[sampler.pick(output, 0)]!++;
  let statistic = 0;
  for (const [id, p] of expected.entries()) {
    if (p === 0) assert.is(counts[id], 0, `token ${id} must never be drawn`);
    else statistic += (counts[id]! - p * DRAWS) ** 2 / (p * DRAWS);
  }
  return { statistic, limit: CHI_SQUARE_999[expected.filter((p) => p > 0).length - 1]! };
}

const cases: readonly [string, Sampling, readonly number[]][] = [
  ['temperature 1', { temperature: 1 }, PROBABILITIES],
  ['a top-k beyond the vocabulary is all of it', { temperature: 1, topK: 99 }, PROBABILITIES],
  // p^(1/T) renormalised: at T = 1/2 the squares 0.01, 0.16, 0.0025, 0.09, 0.0225 over their sum 0.285.
  ['temperature 1/2', { temperature: 0.5 }, [0.01, 0.16, 0.0025, 0.09, 0.0225].map((p) => p / 0.285)],
  ['top-k 3', { temperature: 1, topK: 3 }, [0, 0.4 / 0.85, 0, 0.3 / 0.85, 0.15 / 0.85]],
  ['top-p 0.8', { temperature: 1, topP: 0.8 }, [0, 0.4 / 0.85, 0, 0.3 / 0.85, 0.15 / 0.85]],
  [
    'top-p 0.75 needs a third token',
    { temperature: 1, topP: 0.75 },
    [0, 0.4 / 0.85, 0, 0.3 / 0.85, 0.15 / 0.85],
  ],
  ['top-p 0.65', { temperature: 1, topP: 0.65 }, [0, 0.4 / 0.7, 0, 0.3 / 0.7, 0]],
  // Top-p after top-k: of 0.4, 0.3 and 0.15 over 0.85, the first two hold 0.82.
  ['top-k 3 then top-p 0.8', { temperature: 1, topK: 3, topP: 0.8 }, [0, 0.4 / 0.7, 0, 0.3 / 0.7, 0]],
  [
    'temperature 1/2 then top-p 0.9',
    { temperature: 0.5, topP: 0.9 },
    [0, 0.16 / 0.2725, 0, 0.09 / 0.2725, 0.0225 / 0.2725],
  ],
];

for (const [name, sampling, expected] of cases) {
  test(`draws follow the reference distribution: ${name}`, () => {
    const { statistic, limit } = chiSquare(sampling, expected);
    assert.ok(statistic < limit, `chi-square ${statistic} must be below ${limit}`);
  });
}

test('temperature 0, and no sampling at all, take the most likely token', () => {
  for (const sampling of [undefined, { temperature: 0, seed: 3 }]) {
    const sampler = createSampler(sampling, VOCAB, seededRandom(1));
    assert.is(sampler.pick(stepOutput([logits], 1, false), 0), 1);
  }
});

test('a very small probability of nothing: top-p so small that one token is left is greedy', () => {
  const sampler = createSampler({ temperature: 1, topP: 1e-9 }, VOCAB, seededRandom(5));
  for (let i = 0; i < 50; i++) assert.is(sampler.pick(stepOutput([logits], 1, true), 0), 1);
});

test('large logits do not overflow', () => {
  const sampler = createSampler({ temperature: 0.01 }, VOCAB, seededRandom(5));
  const output = stepOutput([Float32Array.of(-1e4, 1e4, 3e4)], 1, true);
  for (let i = 0; i < 50; i++) assert.is(sampler.pick(output, 0), 2);
});

test('the same seed draws the same tokens, from any row and whatever else the step returned', () => {
  const sampling = { temperature: 1, topK: 4, topP: 0.95 };
  const alone = createSampler(sampling, VOCAB, seededRandom(9));
  const among = createSampler(sampling, VOCAB, seededRandom(9));
  const other = Float32Array.of(5, 4, 3, 2, 1);
  const [one, many] = [stepOutput([logits], 4, false), stepOutput([other, other, logits], 5, true)];
  for (let i = 0; i < 200; i++) assert.is(alone.pick(one, 0), among.pick(many, 2));
});

test.run();
