import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seededRandom, shuffled } from '../../src/workload/random.js';

test('the same seed gives the same numbers, another seed others', () => {
  const take = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
  assert.equal(take(7), take(7));
  assert.not.equal(take(7), take(8));
});

test('uniform: chi-square over 20 bins of 20,000 numbers stays below its 99.9 % point', () => {
  const counts = new Array(20).fill(0);
  const random = seededRandom(42);
  for (let i = 0; i < 20_000; i++) counts[Math.floor(random() * 20)]++;
  const chiSquare = counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  assert.ok(chiSquare < 43.82, `${chiSquare}`); // R: qchisq(0.999, 19)
});

test('shuffled: every order of three items comes about equally often', () => {
  const random = seededRandom(3);
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = shuffled(['a', 'b', 'c'], random).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.is(counts.size, 6);
  const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  assert.ok(chiSquare < 20.52, `${chiSquare}`); // R: qchisq(0.999, 5)
});

test.run();
