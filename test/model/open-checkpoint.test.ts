import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/errors.js';
import { openCheckpoint } from '../../src/model/open-checkpoint.js';
import { rejection } from '../support/rejection.js';
import { rawSafetensors, TINY, withTinyCheckpoint } from './tiny-checkpoint.js';

async function expectRefusal(folder: string, ...reasons: RegExp[]): Promise<void> {
  const error = await rejection(openCheckpoint(folder));
  assert.instance(error, InputError);
  for (const reason of reasons) assert.match(error.message, reason);
}

/** Rewrites the header of the folder's model.safetensors. */
function editHeader(
  folder: string,
  edit: (header: Record<string, { dtype: string; shape: number[] }>) => void,
): void {
  const path = join(folder, 'model.safetensors');
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  edit(header);
  writeFileSync(path, rawSafetensors(JSON.stringify(header), bytes.subarray(8 + length)));
}

const EMBEDDING = 'model.embed_tokens.weight';

test('a tensor that is missing, of another shape or of another type is named', () =>
  withTinyCheckpoint({}, async ({ folder }) => {
    editHeader(folder, (header) => {
      header[EMBEDDING]!.shape.reverse();
    });
    await expectRefusal(folder, /model\.embed_tokens\.weight/, /\[64,96\]/, /\[96,64\]/);
    editHeader(folder, (header) => {
      header[EMBEDDING] = { ...header[EMBEDDING]!, shape: [96, 64], dtype: 'I32' };
    });
    await expectRefusal(folder, /model\.embed_tokens\.weight/, /I32/);
    editHeader(folder, (header) => {
      delete header[EMBEDDING];
    });
    await expectRefusal(folder, /lacks tensor model\.embed_tokens\.weight/);
  }));

test('a folder without weights, and an index that leads out of it, are refused', () =>
  withTinyCheckpoint(
    {},
    async ({ folder }) => {
      const index = { weight_map: { [EMBEDDING]: '../../etc/passwd' } };
      writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(index));
      await expectRefusal(folder, /\.\.\/\.\.\/etc\/passwd/, /not a file beside it/);
    },
    { shards: 2 },
  ));

test('the same weights have the same hash wherever they lie, others another', async () => {
  const hashOf = (json: object) => {
    let hash = '';
    return withTinyCheckpoint(json, async ({ folder }) => {
      const checkpoint = await openCheckpoint(folder);
      hash = await checkpoint.hash();
      await checkpoint.close();
    }).then(() => hash);
  };
  assert.is(await hashOf({}), await hashOf({}));
  assert.is.not(await hashOf({}), await hashOf({ rope_theta: 20000 }));
});

/** What config.json says that cannot be used, and what the refusal must name. */
const REFUSED: [object, RegExp][] = [
  [{ model_type: 'gpt2' }, /architecture "gpt2" is not supported/],
  [{ hidden_act: 'gelu' }, /hidden_act/],
  [{ num_hidden_layers: -1 }, /num_hidden_layers/],
  [{ num_key_value_heads: 3 }, /3 key-value heads do not divide 4 heads/],
  [{ head_dim: 10 }, /head_dim must be a multiple of 16, and is 10/],
  [{ attention_bias: true }, /attention_bias/],
  [{ mlp_bias: true }, /mlp_bias/],
  [{ use_sliding_window: true }, /use_sliding_window/],
  [{ rope_scaling: { rope_type: 'yarn', factor: 4 } }, /rope_scaling of type "yarn"/],
  [{ rope_scaling: { rope_type: 'llama3', factor: 4 } }, /rope_scaling of type "llama3".*incomplete/],
  [{ quantization_config: { bits: 4 } }, /quantised checkpoints/],
];

for (const [json, reason] of REFUSED) {
  test(`config.json with ${JSON.stringify(json)} is refused`, () =>
    withTinyCheckpoint({}, async ({ folder }) => {
      writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...TINY, ...json }));
      await expectRefusal(folder, /config\.json/, reason);
    }));
}

test.run();
