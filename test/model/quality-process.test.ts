import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BackendError } from '../../src/errors.js';
import { cachedGraph } from '../../src/model/graph-cache.js';
import { openCheckpoint } from '../../src/model/open-checkpoint.js';
import { graphQuality } from '../../src/model/quality.js';
import { measurePerplexity } from '../../src/model/quality-process.js';
import { areDamaged } from '../../src/results/weights.js';
import { modelFolder } from '../support/golden.js';
import { withTinyCheckpoint } from './tiny-checkpoint.js';

const HASH = 'abc';

/** A model of random weights that can read: it has the embedded model's tokenizer. */
const withReader = (use: (folder: string, cacheFolder: string, graphPath: string) => Promise<void>) =>
  withTinyCheckpoint({ vocab_size: 1024 }, async ({ folder }) => {
    for (const file of ['tokenizer.json', 'tokenizer_config.json'])
      copyFileSync(join(modelFolder, file), join(folder, file));
    const checkpoint = await openCheckpoint(folder);
    const cacheFolder = join(folder, 'cache');
    const graphPath = await cachedGraph(checkpoint, HASH, 'int8', undefined, cacheFolder);
    await use(folder, cacheFolder, graphPath).finally(checkpoint.close);
  });

test('another process measures, builds float32 for the time, and leaves nothing of it', () =>
  withReader(async (folder, cacheFolder) => {
    const job = { folder, hash: HASH, cacheFolder };
    const steps: number[] = [];
    const float32 = await measurePerplexity({ ...job, dtype: 'fp32', keepGraph: false }, (done) =>
      steps.push(done),
    );
    assert.equal(steps, [1, 2, 3]);
    const int8 = await measurePerplexity({ ...job, dtype: 'int8', keepGraph: true });
    const ratio = int8.perplexity! / float32.perplexity!;
    assert.ok(Math.abs(ratio - 1) < 0.05, `${ratio}`);
    assert.is(int8.tokens, 4 * 63); // four passages, cut to the model's 64 positions
    assert.is(readdirSync(join(cacheFolder, HASH)).length, 1);
  }));

test('weights destroyed in the cache are found out', () =>
  withReader(async (folder, cacheFolder, graphPath) => {
    const weights = join(dirname(graphPath), 'weights.bin');
    writeFileSync(weights, readFileSync(weights).fill(0x41));
    const checkpoint = await openCheckpoint(folder);
    const subject = { checkpoint, hash: HASH, dtype: 'int8' as const, graphPath, cacheFolder };
    const quality = await graphQuality(subject, () => undefined);
    await checkpoint.close();
    assert.ok(areDamaged(quality!.ratio), JSON.stringify(quality));
  }));

test('a graph that is none is a reason, not a crash', () =>
  withReader(async (folder, cacheFolder, graphPath) => {
    writeFileSync(graphPath, 'no graph');
    const error = await measurePerplexity({
      folder,
      hash: HASH,
      dtype: 'int8',
      cacheFolder,
      keepGraph: true,
    }).catch((error) => error);
    assert.instance(error, BackendError);
    assert.match(error.message, 'model.onnx');
  }));

test.run();
