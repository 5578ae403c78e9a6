import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { areDamaged } from '../../src/results/weights.js';

for (const [ratio, damaged] of [
  [1.01, false],
  [0.97, false],
  [1.2499, false],
  [0.8001, false],
  [1.2501, true],
  [0.79, true], // it reads better than the model it was made from: another model
  [1e6, true],
  [null, false], // nobody checked
  [undefined, false],
] as const) {
  test(`perplexity ${ratio} of float32's: ${damaged ? 'damaged' : 'sound'}`, () => {
    assert.is(areDamaged(ratio), damaged);
  });
}

test.run();
