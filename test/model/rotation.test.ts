import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rotation } from '../../src/model/rotation.js';
import { fc } from '../support/fast-check.js';

const SIZES = [1, 2, 7, 12, 64, 192, 576];

/** Q, column by column: what becomes of each unit vector. */
function columns(size: number): Float32Array[] {
  const rotation = new Rotation(size);
  return Array.from({ length: size }, (_, i) => {
    const unit = new Float32Array(size);
    unit[i] = 1;
    rotation.rotateRows(unit);
    return unit;
  });
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

for (const size of SIZES) {
  test(`${size}: columns of length 1, at right angles`, () => {
    const all = columns(size);
    for (const [i, a] of all.entries())
      for (const [j, b] of all.entries()) assert.ok(Math.abs(dot(a, b) - (i === j ? 1 : 0)) < 1e-5);
  });

  test(`${size}: one place becomes all places alike`, () => {
    // a place of Hadamard ⊗ Hartley is at most √2 / √size
    for (const column of columns(size))
      assert.ok(column.every((value) => Math.abs(value) <= Math.SQRT2 / Math.sqrt(size) + 1e-6));
  });
}

test('rows are rotated one by one, and a rotation is the same each time it is made', () => {
  fc.assert(
    fc.property(fc.float32Array({ minLength: 24, maxLength: 24, noNaN: true, min: -9, max: 9 }), (values) => {
      const together = values.slice();
      new Rotation(12).rotateRows(together);
      const apart = [values.slice(0, 12), values.slice(12)];
      for (const row of apart) new Rotation(12).rotateRows(row);
      assert.equal(together, Float32Array.of(...apart[0]!, ...apart[1]!));
    }),
  );
});

test.run();
