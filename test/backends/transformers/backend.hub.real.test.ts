import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LoadProgress } from '../../../src/backends/load-progress.js';
import { spawnBackend } from '../../../src/backends/process/process-backend.js';
import { backendSpec } from '../../../src/backends/spec.js';
import { BackendError } from '../../../src/errors.js';
import { complete } from '../../../src/generation.js';
import { golden } from '../../support/golden.js';
import { type FakeHub, startFakeHub } from '../fake-hub.js';

const hubModel = suite<{ hub: FakeHub }>('a model from a hub');

hubModel.before.each(async (context) => {
  context.hub = await startFakeHub();
  process.env.HF_ENDPOINT = context.hub.endpoint;
  process.env.STREAMBATCH_CACHE = mkdtempSync(join(tmpdir(), 'hub-cache-'));
});
hubModel.after.each(({ hub }) => hub.close());

/** Loads owner/tiny in a process of its own and lets it answer one golden prompt. */
async function answer(model = 'owner/tiny', progress: LoadProgress[] = []) {
  const spec = backendSpec.parse({ backend: 'transformers', model });
  const backend = await spawnBackend(spec, { onProgress: (step) => progress.push(step) });
  const { prompt, greedy_ids } = golden[0]!;
  const done = complete(backend.submit([{ id: 'g', prompt, maxNewTokens: greedy_ids.length }])[0]!);
  const { tokenIds } = await done.finally(() => backend.close());
  return tokenIds;
}
const cachedWeights = () => join(process.env.STREAMBATCH_CACHE!, 'hub', 'owner', 'tiny', 'onnx');

hubModel('is downloaded once, with progress, and answers as the local one', async ({ hub }) => {
  const progress: LoadProgress[] = [];
  assert.equal(await answer('owner/tiny', progress), golden[0]!.greedy_ids);
  assert.ok(
    progress.some(
      ({ step, loadedBytes, totalBytes }) => step === 'downloading model.onnx' && loadedBytes === totalBytes,
    ),
  );
  const before = hub.requests.length;
  assert.equal(await answer(), golden[0]!.greedy_ids);
  assert.not.ok(
    hub.requests.slice(before).some((request) => request.startsWith('onnx/')),
    'weights came from the cache',
  );
});

hubModel(
  'a broken download leaves nothing that looks like a model, and the next run mends it',
  async ({ hub }) => {
    hub.faults.push('cut-off', 'too-short', 'too-short', 'too-short');
    await answer().then(
      () => assert.unreachable(),
      (error) => {
        assert.instance(error, BackendError);
        assert.match(error.message, /download of model\.onnx stopped/);
      },
    );
    assert.not.ok(existsSync(cachedWeights()) && readdirSync(cachedWeights()).includes('model.onnx'));
    assert.equal(await answer(), golden[0]!.greedy_ids);
  },
);

hubModel(
  'a model that the hub does not have, and a hub that cannot be reached, are said in one sentence',
  async ({ hub }) => {
    const refusal = (pattern: RegExp) =>
      [
        () => assert.unreachable(),
        (error: Error) => {
          assert.instance(error, BackendError);
          assert.match(error.message, pattern);
          assert.not.match(error.message, '\n');
        },
      ] as const;
    await answer('owner/nonesuch').then(...refusal(/owner\/nonesuch/));
    await hub.close();
    await answer('owner/tiny').then(...refusal(/cannot reach http:\/\/127.*storyteller/));
  },
);

hubModel.run();
