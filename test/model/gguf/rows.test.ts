import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { splitPairs } from '../../../src/model/gguf/rows.js';

// convert_hf_to_gguf.py, LlamaModel.permute: reshape(heads, 2, rows / heads / 2, columns).swapaxes(1, 2). Two heads of six rows,
// numbered as Hugging Face has them, are written 0 3 1 4 2 5, 6 9 7 10 8 11.
test('the rows of each head go back to Hugging Face’s order', () => {
  const written = [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11];
  const bytes = Uint8Array.from(written.flatMap((row) => [row, row + 100]));
  const expected = Array.from({ length: 12 }, (_, row) => [row, row + 100]).flat();
  assert.equal([...splitPairs(bytes, 2, 12)], expected);
});

test.run();
