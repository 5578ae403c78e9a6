import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crossover } from '../../../src/analysis/ways/crossover.js';

const test = suite('analysis/crossover');

const at = (
  size: number,
  estimate: number,
  low: number | null = estimate,
  high: number | null = estimate,
) => ({
  size,
  ratio: { estimate, low, high, n: 5, pValue: null, method: 't' as const },
});

test('between two sizes: a ratio of size/4 passes 1 at 4, whatever sizes were measured', () => {
  const found = crossover([at(2, 0.5), at(16, 4)]);
  assert.is(found.kind, 'at');
  assert.ok(found.kind === 'at' && Math.abs(found.size - 4) < 1e-9);
});

test('the bounds are where the edges of the intervals pass 1', () => {
  // edges size/5 and size/3 pass 1 at 5 and 3
  const found = crossover([at(2, 2 / 4, 2 / 5, 2 / 3), at(8, 8 / 4, 8 / 5, 8 / 3)]);
  assert.ok(found.kind === 'at' && Math.abs(found.low! - 3) < 1e-9 && Math.abs(found.high! - 5) < 1e-9);
});

test('an edge that does not pass 1 within the sizes measured has no bound', () => {
  const found = crossover([at(2, 0.5, 0.4, 0.6), at(8, 1.1, 0.9, 1.3)]);
  assert.ok(found.kind === 'at' && found.high === null && found.low !== null);
});

test('never within, or already before, the sizes measured', () => {
  assert.equal(crossover([at(8, 0.9), at(2, 0.5)]), { kind: 'never', size: 8 });
  assert.equal(crossover([at(8, 3), at(2, 1.5)]), { kind: 'before', size: 2 });
});

test('a ratio that comes back has no such size', () => {
  assert.equal(crossover([at(2, 0.5), at(4, 1.5), at(8, 0.9)]), { kind: 'mixed' });
  assert.equal(crossover([at(2, 1.5), at(4, 0.9)]), { kind: 'mixed' });
});

test.run();
