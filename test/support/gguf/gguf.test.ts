import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeBlocks, Q4_0, Q8_0 } from './blocks.js';
import { writeGguf } from './gguf.js';

// quantize_row_q4_0_ref of ggml-quants.c: d = value of largest magnitude / −8, q = min(15, floor(x / d + 8.5)),
// q[0..15] in the low halves and q[16..31] in the high ones
test('q4_0: the extreme becomes 0, zero becomes 8, the second half lies in the high bits', () => {
  const block = new Float32Array(32);
  block[0] = -8;
  block[1] = 7;
  block[16] = 3;
  const bytes = encodeBlocks(Q4_0, block);
  assert.equal([...bytes.subarray(0, 4)], [0x00, 0x3c, 0xb0, 0x8f]); // 0x3c00 is 1.0 in float16
  assert.ok(bytes.subarray(4).every((byte) => byte === 0x88));
});

// quantize_row_q8_0_ref: d = largest magnitude / 127, q = round(x / d)
test('q8_0: the scale in float16, then signed bytes', () => {
  const block = new Float32Array(64).fill(0);
  block[0] = 254;
  block[1] = -2;
  const bytes = encodeBlocks(Q8_0, block);
  assert.is(bytes.length, 68);
  assert.equal([...bytes.subarray(0, 4)], [0x00, 0x40, 127, 255]); // 0x4000 is 2.0, and 255 is −1
});

// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md: magic, version 3, counts, key-value pairs, tensor descriptions (innermost dimension first), padding to 32
test('a file has its header, and every tensor on a multiple of 32 bytes', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'gguf-')), 'model.gguf');
  const tensor = (name: string, shape: number[], values: Uint8Array) => ({
    name,
    type: 0,
    shape,
    byteLength: values.length,
    read: async () => values,
  });
  await writeGguf(path, { key: { uint32: 7 } }, [
    tensor('a', [2, 1], new Uint8Array(8).fill(1)),
    tensor('b', [1], new Uint8Array(4).fill(2)),
  ]);
  const file = await readFile(path);
  assert.is(file.toString('latin1', 0, 4), 'GGUF');
  assert.is(file.readUInt32LE(4), 3);
  assert.equal([file.readBigUInt64LE(8), file.readBigUInt64LE(16)], [2n, 1n]);
  const a = file.indexOf('a', 24 + 8 + 3 + 4 + 4);
  assert.is(file.readUInt32LE(a + 1), 2);
  assert.equal([file.readBigUInt64LE(a + 5), file.readBigUInt64LE(a + 13)], [1n, 2n]);
  const data = file.indexOf(Buffer.alloc(8, 1));
  assert.is(data % 32, 0);
  assert.is(file.indexOf(Buffer.alloc(4, 2)), data + 32);
});

test.run();
