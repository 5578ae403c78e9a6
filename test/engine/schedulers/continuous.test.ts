import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Harness, request } from '../../support/engine-harness.js';
import { fc } from '../../support/fast-check.js';

const long = { forceLength: true, maxNewTokens: 40 };

test('a request joins while another runs, and leaves while it goes on', async () => {
  const harness = new Harness();
  const [first] = harness.submit(request(1, 3, long));
  await harness.engine.step();
  await harness.engine.step();
  const [second] = harness.submit(request(2, 3, { ...long, maxNewTokens: 2 }));
  await harness.engine.step();
  await harness.engine.step();
  assert.is((await second!).finish.outputTokens, 2);
  assert.equal(harness.engine.load.running, 1);
  await harness.finish();
  assert.is((await first!).finish.computedTokens, 40, 'nothing is computed in vain');
});

test('a long prompt goes in by chunks, and a running stream gets a token in every step of it', async () => {
  const harness = new Harness({ prefillChunk: 8 });
  const [running] = harness.engine.submit([request(1, 3, long)]);
  await harness.engine.step();
  void harness.submit(request(2, 60, { maxNewTokens: 1 }));
  for (let step = 0; step < 8; step++) {
    const { prefilled, decoded } = harness.model;
    await harness.engine.step();
    assert.is(harness.model.prefilled - prefilled, step < 7 ? 8 : 4);
    assert.is(harness.model.decoded - decoded, 1);
  }
  const events = running![Symbol.asyncIterator]();
  for (let index = 0; index < 9; index++) {
    assert.is(((await events.next()).value as { index: number }).index, index);
  }
  await events.return();
});

test('while nobody runs, nobody is held up: a step takes in as much as the model can', async () => {
  const harness = new Harness({ prefillChunk: 8 });
  void harness.submit(request(1, 60, { maxNewTokens: 1 }));
  await harness.engine.step();
  assert.is(harness.model.prefilled, harness.model.maxPrefillTokens);
});

test('a chunk that one prompt leaves unused goes to the next', async () => {
  const harness = new Harness({ prefillChunk: 8 });
  void harness.submit(request(1, 3, long));
  await harness.engine.step();
  void harness.submit(request(2, 3, long), request(3, 3, long), request(4, 4, long));
  await harness.engine.step();
  assert.equal([harness.model.prefilled, harness.model.started], [3 + 8, [1, 2, 3, 4]]);
  await harness.engine.step();
  assert.equal([harness.model.prefilled, harness.model.decoded], [13, 1 + 3]);
});

test('a prompt cancelled while the same step decodes is not prefilled', async () => {
  const harness = new Harness();
  const abort = new AbortController();
  const [running] = harness.engine.submit([request(1, 3, long)]);
  await harness.engine.step();
  void harness.submit(request(2, 60, { signal: abort.signal }));
  harness.model.duringRun = () => abort.abort();
  await harness.engine.step();
  assert.equal([harness.model.prefilled, harness.model.live.size], [3, 1]);
  await running!.return();
});

test('first come, first served: a request too large for the room there is now is not overtaken', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ length: fc.integer({ min: 1, max: 40 }), maxNewTokens: fc.integer({ min: 1, max: 20 }) }),
        {
          minLength: 2,
          maxLength: 20,
        },
      ),
      async (requests) => {
        const harness = new Harness({ kvBudgetMb: 64 / 1024, maxBatch: 3 });
        await harness.run(
          ...requests.map(({ length, maxNewTokens }, i) => request(i + 1, length, { maxNewTokens })),
        );
        assert.equal(
          harness.model.started,
          requests.map((_, i) => i + 1),
        );
      },
    ),
    { numRuns: 100, seed: 7 },
  );
});

test.run();
