import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { AutoModelForCausalLM, Tensor } from '@huggingface/transformers';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exportModel } from '../../src/model/export.js';
import { golden, modelFolder } from '../support/golden.js';
import { inScratch } from '../support/scratch.js';

const NEW_TOKENS = 12;

/** Greedy tokens of transformers.js for prompts in one batch, padded on the left. */
async function generate(folder: string, prompts: readonly (readonly number[])[]): Promise<number[][]> {
  const model = await AutoModelForCausalLM.from_pretrained(folder, { dtype: 'fp32', device: 'cpu' });
  const length = Math.max(...prompts.map((prompt) => prompt.length));
  const pad = (prompt: readonly number[], value: number) => [
    ...Array(length - prompt.length).fill(0),
    ...prompt.map((id) => (value < 0 ? id : value)),
  ];
  const tensor = (rows: number[][]) =>
    new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, length]);
  const output = (await model.generate({
    inputs: tensor(prompts.map((prompt) => pad(prompt, -1))),
    attention_mask: tensor(prompts.map((prompt) => pad(prompt, 1))),
    max_new_tokens: NEW_TOKENS,
    do_sample: false,
  } as Parameters<typeof model.generate>[0])) as Tensor;
  await model.dispose();
  const ids = Array.from(output.data as BigInt64Array, Number);
  const width = output.dims[1]!;
  return prompts.map((_, row) => ids.slice(row * width + length, (row + 1) * width));
}

const entries = golden.filter((entry) => entry.greedy_ids.length >= NEW_TOKENS).slice(0, 3);
const expected = entries.map((entry) => entry.greedy_ids.slice(0, NEW_TOKENS));
const prompts = entries.map((entry) => entry.prompt_ids);

function withCheckpoint(use: (folder: string) => Promise<void>): Promise<void> {
  return inScratch(async (folder) => {
    const files = [
      'config.json',
      'generation_config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
    ];
    for (const file of files) cpSync(join(modelFolder, file), join(folder, file));
    await use(folder);
  });
}

test('plain: transformers.js makes the golden tokens, in a padded batch too', () =>
  withCheckpoint(async (folder) => {
    const path = await exportModel({ folder, dtype: 'fp32', attention: 'plain' });
    assert.is(path, join(folder, 'onnx', 'model.onnx'));
    assert.ok(existsSync(path));
    assert.equal(await generate(folder, prompts), expected);
  }));

test('gqa: transformers.js makes the golden tokens, of a prompt alone', () =>
  withCheckpoint(async (folder) => {
    await exportModel({ folder, dtype: 'fp32', attention: 'gqa' });
    assert.equal(await generate(folder, prompts.slice(0, 1)), expected.slice(0, 1));
  }));

test.run();
