import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openCheckpoint } from '../../src/model/open-checkpoint.js';
import { SafetensorsFile } from '../../src/model/safetensors.js';
import { synthesize } from '../../src/model/synth.js';
import { inScratch } from '../support/scratch.js';

test('a synthetic SmolLM2-135M has its parameters, says that it is a dummy, and is never written over', () =>
  inScratch(async (folder) => {
    await synthesize({ shape: 'smollm2-135m', folder, seed: 1 });
    const checkpoint = await openCheckpoint(folder); // checks every tensor's name and shape
    assert.is(checkpoint.config.dummyWeights, true);
    const weights = await checkpoint.read('model.layers.29.mlp.down_proj.weight');
    const variance = weights.reduce((sum, weight) => sum + weight * weight, 0) / weights.length;
    assert.ok(Math.abs(Math.sqrt(variance) - 0.02) < 2e-4); // initializer_range of these models
    await checkpoint.close();
    const file = await SafetensorsFile.open(`${folder}/model.safetensors`);
    const sizes = [...file.tensors.values()].map(({ start, end }) => (end - start) / 2);
    // the number of parameters on the model's page on the Hugging Face hub
    assert.is(
      sizes.reduce((sum, size) => sum + size, 0),
      134_515_008,
    );
    await file.close();
    const again = await synthesize({ shape: 'smollm2-135m', folder, seed: 2 }).catch((error) => error);
    assert.match(again.message, /new or empty folder/);
  }));

test.run();
