import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toFloats, toWeightBlocks } from '../../../src/model/gguf/blocks.js';
import { blockType, typeName } from '../../../src/model/gguf/types.js';
import { BLOCKS } from './known-blocks.js';
import { restore } from './restore.js';

for (const { type, bytes, first, sha256 } of BLOCKS) {
  const block = Buffer.from(bytes, 'hex');

  test(`${typeName(type)}: a block has the floats that ggml’s own reader gives, to the bit`, () => {
    const values = toFloats(blockType(type)!, block);
    assert.equal([...values.subarray(0, 3)], first);
    assert.is(createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex'), sha256);
  });

  test(`${typeName(type)}: taken as it is, it holds the same weights`, () => {
    const twoRows = Buffer.concat([block, block]);
    const values = toFloats(blockType(type)!, twoRows);
    const stored = toWeightBlocks(blockType(type)!, twoRows);
    const largest = Math.max(...values.map(Math.abs));
    for (const [i, value] of restore(stored).entries())
      assert.ok(Math.abs(value - values[i]!) <= 1e-6 * largest, `value ${i} is ${value}, not ${values[i]}`);
  });
}

test.run();
