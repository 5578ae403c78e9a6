import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/errors.js';
import { SafetensorsFile } from '../../src/model/safetensors.js';
import { rejection } from '../support/rejection.js';
import { inScratch } from '../support/scratch.js';
import { rawSafetensors, safetensors } from './tiny-checkpoint.js';

const FOUR_FLOATS = {
  dtype: 'F32',
  shape: [2, 2],
  bytes: new Uint8Array(new Float32Array([1, 2, 3, -4]).buffer),
};

async function withFile(bytes: Uint8Array, use: (path: string) => Promise<void>): Promise<void> {
  await inScratch(async (folder) => {
    const path = join(folder, 'model.safetensors');
    writeFileSync(path, bytes);
    await use(path);
  });
}

function header(entries: Record<string, unknown>): string {
  return JSON.stringify(entries);
}

const entry = (from: number, to: number, shape = [(to - from) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [from, to],
});

/** What is wrong, the file, and what the refusal must say. */
const HOSTILE: [string, Uint8Array, RegExp][] = [
  ['an empty file', new Uint8Array(0), /0 bytes/],
  ['a length beyond the file', rawSafetensors('{}', new Uint8Array(8), 2n ** 63n), /header should take/],
  [
    'a length beyond the limit',
    rawSafetensors('{}', new Uint8Array(8), 200n * 2n ** 20n),
    /header should take/,
  ],
  ['no JSON', rawSafetensors('{"a":', new Uint8Array(8)), /not JSON/],
  ['a header that is a list', rawSafetensors('[]', new Uint8Array(8)), /not an object/],
  [
    'an entry without offsets',
    rawSafetensors(header({ a: { dtype: 'F32', shape: [1] } }), new Uint8Array(4)),
    /tensor a is malformed/,
  ],
  [
    'a negative offset',
    rawSafetensors(header({ a: entry(-4, 0) }), new Uint8Array(4)),
    /tensor a is malformed/,
  ],
  [
    'an end before the start',
    rawSafetensors(header({ a: entry(8, 4, [1]) }), new Uint8Array(8)),
    /bytes 8 to 4/,
  ],
  [
    'a truncated file',
    rawSafetensors(header({ a: entry(0, 16) }), new Uint8Array(12)),
    /bytes 0 to 16 of 12/,
  ],
  [
    'a shape that needs more',
    rawSafetensors(header({ a: entry(0, 8, [3]) }), new Uint8Array(8)),
    /needs 12 bytes and has 8/,
  ],
  [
    'overlapping tensors',
    rawSafetensors(header({ a: entry(0, 8), b: entry(4, 12) }), new Uint8Array(12)),
    /a and b overlap/,
  ],
];

for (const [name, bytes, reason] of HOSTILE) {
  test(`refused, by name: ${name}`, () =>
    withFile(bytes, async (path) => {
      const error = await rejection(SafetensorsFile.open(path));
      assert.instance(error, InputError);
      assert.match(error.message, path);
      assert.match(error.message, reason);
    }));
}

test('a file that is not there is refused', async () => {
  const error = await SafetensorsFile.open('/nowhere/model.safetensors').catch((error) => error);
  assert.instance(error, InputError);
});

test('F32, F16 and BF16 values are read as they are', () => {
  // 1, −2 and 0.333… in binary16 and in bfloat16 (IEEE 754 encodings, as numpy and torch print them)
  const half = {
    dtype: 'F16',
    shape: [3],
    bytes: new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x3555).buffer),
  };
  const brain = {
    dtype: 'BF16',
    shape: [3],
    bytes: new Uint8Array(Uint16Array.of(0x3f80, 0xc000, 0x3eab).buffer),
  };
  const tensors = [
    { name: 'full', ...FOUR_FLOATS },
    { name: 'half', ...half },
    { name: 'brain', ...brain },
  ];
  return withFile(safetensors(tensors), async (path) => {
    const file = await SafetensorsFile.open(path);
    assert.equal([...(await file.read('full'))], [1, 2, 3, -4]);
    assert.equal([...(await file.read('half'))], [1, -2, 0.333251953125]);
    assert.equal([...(await file.read('brain'))], [1, -2, 0.333984375]);
    await file.close();
  });
});

test.run();
