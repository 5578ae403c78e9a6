import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../../src/errors.js';
import { openCheckpoint } from '../../../src/model/open-checkpoint.js';
import type { GgufTensor, GgufValue } from '../../support/gguf/gguf.js';
import { rejection } from '../../support/rejection.js';
import { TENSORS, withBytes, withGguf, zeros } from './tiny-gguf.js';

/** Every refusal names the file. */
async function expectRefusal(path: string, reason: RegExp): Promise<void> {
  const error = await rejection(openCheckpoint(path));
  assert.instance(error, InputError);
  assert.match(error.message, path);
  assert.match(error.message, reason);
}

test('a whole file is opened: its config, its tensors by their hub names', () =>
  withGguf({}, async (path) => {
    const checkpoint = await openCheckpoint(path);
    const { modelType, heads, kvHeads, headDim, vocab, tiedHead } = checkpoint.config;
    assert.equal([modelType, heads, kvHeads, headDim, vocab, tiedHead], ['llama', 2, 2, 16, 96, true]);
    assert.is((await checkpoint.read('model.layers.0.mlp.down_proj.weight')).length, 32 * 64);
    assert.is(await checkpoint.blocks!('model.layers.0.mlp.down_proj.weight'), null);
    await checkpoint.close();
  }));

test('wherever a file is cut off, it is refused', () =>
  withGguf({}, async (path) => {
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += length < 900 ? 7 : 5000)
      await withBytes(whole.subarray(0, length), (cut) => expectRefusal(cut, /GGUF file/));
  }));

/** Bytes of the header that are changed, and what the refusal must name. */
const CHANGED: [string, number, number[], RegExp][] = [
  ['another format', 0, [...Buffer.from('PK\x03\x04')], /is no GGUF file: it begins with "PK/],
  ['the format before', 0, [...Buffer.from('tjgg')], /format before GGUF/],
  ['version 1', 4, [1, 0, 0, 0], /is GGUF version 1; .*version 2 and 3/],
  ['big-endian', 4, [0, 0, 0, 3], /is big-endian/],
  ['too many tensors', 8, [255, 255, 255, 255], /4294967295 tensors/],
  [
    'a count beyond all numbers',
    8,
    [255, 255, 255, 255, 255, 255, 255, 255],
    /counts up to 18446744073709551615/,
  ],
];
for (const [name, at, bytes, reason] of CHANGED) {
  test(`${name} is refused`, () =>
    withGguf({}, async (path) => {
      const file = readFileSync(path);
      file.set(bytes, at);
      await withBytes(file, (changed) => expectRefusal(changed, reason));
    }));
}

test('version 2 is read like version 3', () =>
  withGguf({}, async (path) => {
    const file = readFileSync(path);
    file.writeUInt32LE(2, 4);
    await withBytes(file, async (changed) => (await openCheckpoint(changed)).close());
  }));

/** Metadata that cannot be used, and what the refusal must name. */
const METADATA_REFUSED: [Record<string, GgufValue | null>, RegExp][] = [
  [{ 'general.architecture': null }, /lacks general\.architecture/],
  [{ 'general.architecture': { string: 'gemma3' } }, /architecture "gemma3"/],
  [{ 'llama.block_count': null }, /lacks llama\.block_count/],
  [{ 'llama.block_count': { string: '1' } }, /llama\.block_count should be a number, and is "1"/],
  [{ 'llama.block_count': { uint32: 2 } }, /lacks tensor blk\.1\./],
  [
    { 'llama.attention.head_count_kv': { int32s: [2, 1] } },
    /head_count_kv is 2 in one layer and 1 in another/,
  ],
  [{ 'llama.expert_count': { uint32: 8 } }, /llama\.expert_count is 8/],
  [{ 'llama.rope.dimension_count': { uint32: 8 } }, /rope\.dimension_count is 8/],
  [{ 'llama.rope.scaling.type': { string: 'yarn' } }, /rope\.scaling\.type "yarn"/],
  [{ 'split.count': { uint32: 3 } }, /one of 3 parts \(split\.count\)/],
  [{ 'general.alignment': { uint32: 3 } }, /general\.alignment is 3/],
];
for (const [metadata, reason] of METADATA_REFUSED) {
  test(`${JSON.stringify(metadata)} is refused`, () =>
    withGguf(metadata, (path) => expectRefusal(path, reason)));
}

const without = (name: string) => TENSORS.filter((tensor) => tensor.name !== name);
const Q = 'blk.0.attn_q.weight';

/** Tensors that cannot be used, and what the refusal must name. */
const TENSORS_REFUSED: [string, readonly GgufTensor[], RegExp][] = [
  ['lacking', without(Q), /lacks tensor blk\.0\.attn_q\.weight/],
  ['lacking, the embedding', without('token_embd.weight'), /token_embd\.weight.*vocabulary alone/],
  ['of another shape', [...without(Q), zeros(Q, [16, 32])], /attn_q.*\[16,32\].*\[32,32\]/],
  ['of a type that is not supported', [...without(Q), zeros(Q, [32, 32], 17)], /attn_q.*IQ2_XS.*Q4_K/],
  ['of a type that nobody knows', [...without(Q), zeros(Q, [32, 32], 99)], /attn_q.*number 99/],
  [
    'in blocks longer than its rows',
    [...without(Q), zeros(Q, [32, 32], 12)],
    /attn_q.*rows of 32.*Q4_K.*256/,
  ],
  ['coming twice', [...TENSORS, zeros(Q, [32, 32])], /attn_q\.weight comes twice/],
  [
    'that does more',
    [...TENSORS, zeros('blk.0.attn_q.bias', [32])],
    /blk\.0\.attn_q\.bias is none of a plain llama/,
  ],
];
for (const [name, tensors, reason] of TENSORS_REFUSED) {
  test(`a tensor ${name} is refused`, () => withGguf({}, (path) => expectRefusal(path, reason), tensors));
}

test('the same file has the same hash whatever it is called, another file another', () =>
  withGguf({}, async (path) => {
    const hashOf = async (path: string) => {
      const checkpoint = await openCheckpoint(path);
      return checkpoint.hash().finally(() => checkpoint.close());
    };
    const file = readFileSync(path);
    await withBytes(file, async (copy) => assert.is(await hashOf(copy), await hashOf(path)));
    file[file.length - 1]! ^= 1;
    await withBytes(file, async (other) => assert.is.not(await hashOf(other), await hashOf(path)));
  }));

test('a path that leads nowhere is refused', () => expectRefusal('/no/such/model.gguf', /cannot be opened/));

test.run();
