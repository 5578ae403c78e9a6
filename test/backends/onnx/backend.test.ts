import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createBackend } from '../../../src/backends/create.js';
import { EngineBackend } from '../../../src/backends/onnx/engine-backend.js';
import { backendSpec } from '../../../src/backends/spec.js';
import { createEngine } from '../../../src/engine/create-engine.js';
import { InputError } from '../../../src/errors.js';
import { type BackendInfo, complete } from '../../../src/generation.js';
import { aloneTokens, request } from '../../support/engine-harness.js';
import { FakeModel, fakeTokenizer } from '../../support/fake-model.js';

const info = {} as BackendInfo;

function backendOver(model: FakeModel): EngineBackend {
  const engine = createEngine({
    runner: model,
    tokenizer: fakeTokenizer,
    scheduler: 'continuous',
    maxBatch: 4,
    kvBudgetMb: 1,
    prefillChunk: 8,
  });
  return new EngineBackend(engine, model, info);
}

test('steps by itself while there is work, and again when more comes', async () => {
  const backend = backendOver(new FakeModel());
  for (const first of [1, 2]) {
    const [stream] = backend.submit([request(first, 5)]);
    assert.equal((await complete(stream!)).tokenIds, aloneTokens(request(first, 5)));
    assert.is(backend.load().running, 0);
  }
});

test('closing ends open streams as cancelled', async () => {
  const model = new FakeModel();
  const backend = backendOver(model);
  const streams = backend.submit([
    request(1, 5, { maxNewTokens: 100 }),
    request(2, 60, { maxNewTokens: 60 }),
  ]);
  const completions = streams.map(complete);
  await backend.close();
  for (const { finish } of await Promise.all(completions)) assert.is(finish.reason, 'cancelled');
  assert.is(model.live.size, 0);
});

for (const [wrong, message] of [
  [{ dtype: 'q4f16' }, /"q4f16".*fp32, int8, int4/],
  [{ device: 'cuda' }, /runs on the cpu, not on device "cuda"/],
] as const) {
  test(`what it does not have is refused, naming what it has: ${JSON.stringify(wrong)}`, async () => {
    try {
      await createBackend(backendSpec.parse({ backend: 'onnx', ...wrong }));
    } catch (error) {
      assert.instance(error, InputError);
      assert.match((error as Error).message, message);
      return;
    }
    assert.unreachable('was not refused');
  });
}

test.run();
