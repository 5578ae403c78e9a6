import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toFloat32, toHalf } from '../../src/model/float.js';

test('every float16 survives the way to float32 and back', () => {
  const halves = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const values = toFloat32(new Uint8Array(halves.buffer), 'F16');
  for (const [half, value] of values.entries()) {
    if (Number.isNaN(value)) assert.is(half & 0x7c00, 0x7c00);
    else assert.is(toHalf(value), half);
  }
});

test('what lies between goes to the nearest, halves to even, and what is too large to infinity', () => {
  // Wikipedia, “Half-precision floating-point format”: 65504 is the largest, 2^-24 the smallest above 0
  assert.is(toHalf(65504), 0x7bff);
  assert.is(toHalf(65519.99), 0x7bff);
  assert.is(toHalf(65520), 0x7c00);
  assert.is(toHalf(2 ** -24), 1);
  assert.is(toHalf(2 ** -25), 0); // a tie, to even
  assert.is(toHalf(3 * 2 ** -25), 2); // a tie, to even
  assert.is(toHalf(1 + 2 ** -11), 0x3c00); // a tie, to even
  assert.is(toHalf(1 + 3 * 2 ** -11), 0x3c02); // a tie, to even
  assert.is(toHalf(-1 / 3), 0xb555);
});

test.run();
