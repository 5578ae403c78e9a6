import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { expectedTensors } from '../../../src/model/checkpoint.js';
import { openCheckpoint } from '../../../src/model/open-checkpoint.js';
import { loadTokenizer } from '../../../src/model/tokenizer.js';
import { F32_FORM } from '../../support/gguf/forms.js';
import { writeGgufModel } from '../../support/gguf/gguf-checkpoint.js';
import { golden, modelFolder } from '../../support/golden.js';
import { inScratch } from '../../support/scratch.js';
import { writeHubCheckpoint } from './hub-checkpoint.js';

test('the embedded model is the same after a way through GGUF: numbers, weights and tokenizer', () =>
  inScratch(async (folder) => {
    const gguf = join(folder, 'model.gguf');
    await writeGgufModel(modelFolder, F32_FORM, gguf);
    await writeHubCheckpoint(gguf, folder);
    const [before, after] = [await openCheckpoint(modelFolder), await openCheckpoint(folder)];
    const { normEps, ...numbers } = before.config;
    assert.equal({ ...after.config, normEps }, { normEps, ...numbers });
    assert.is(after.config.normEps, Math.fround(normEps)); // GGUF has it in float32
    for (const name of expectedTensors(numbers as typeof before.config).keys())
      assert.equal(await after.read(name), await before.read(name), name);
    await Promise.all([before.close(), after.close()]);
    const [own, other] = [await loadTokenizer(modelFolder), await loadTokenizer(folder)];
    for (const { prompt } of golden) assert.equal(other.encode(prompt), own.encode(prompt));
  }));

test.run();
