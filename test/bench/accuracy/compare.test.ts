import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compare, perplexityOf, type Scorer } from './compare.js';

/** Predicts what it is told, whatever the text. */
const told = (...distributions: readonly number[][]): Scorer => ({
  async *rows() {
    for (const probabilities of distributions) yield Float32Array.from(probabilities, (p) => Math.log(p) + 7);
  },
});
const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

const FLOAT32 = told([0.5, 0.25, 0.25], [0.1, 0.8, 0.1]);
const COARSE = told([0.25, 0.5, 0.25], [0.2, 0.6, 0.2]);
const TEXT = [0, 0, 1];

test('perplexity: one over the geometric mean of the probabilities of what comes', async () => {
  const { perplexity, tokens } = await perplexityOf(FLOAT32, [TEXT, TEXT]);
  close(perplexity, 1 / Math.sqrt(0.5 * 0.8));
  assert.is(tokens, 4);
});

test('against float32: ratio of the perplexities, places with the same best token, Σ p ln(p / q)', async () => {
  const { ratio, agreement, divergence, perplexity } = await compare(FLOAT32, COARSE, [TEXT]);
  close(perplexity, 1 / Math.sqrt(0.25 * 0.6));
  close(ratio, Math.sqrt((0.5 * 0.8) / (0.25 * 0.6)));
  assert.is(agreement, 0.5);
  const first = 0.5 * Math.log(2) + 0.25 * Math.log(0.5);
  const second = 0.2 * Math.log(0.5) + 0.8 * Math.log(0.8 / 0.6);
  close(divergence, (first + second) / 2);
});

test('a model is its own equal', async () => {
  const { ratio, agreement, divergence } = await compare(FLOAT32, FLOAT32, [TEXT]);
  assert.equal([ratio, agreement, divergence], [1, 1, 0]);
});

test.run();
