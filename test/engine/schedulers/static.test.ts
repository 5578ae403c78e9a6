import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../../src/errors.js';
import { complete } from '../../../src/generation.js';
import { Harness, request } from '../../support/engine-harness.js';

const forced = (first: number, length: number, maxNewTokens: number) =>
  request(first, length, { maxNewTokens, forceLength: true });

test('rows that have ended are computed until the slowest ends, and counted as computed, not useful', async () => {
  const harness = new Harness({ scheduler: 'static' });
  const completions = await harness.run(forced(1, 3, 2), forced(2, 5, 10), forced(3, 1, 6));
  assert.equal(
    completions.map(({ finish }) => [finish.outputTokens, finish.computedTokens]),
    [
      [2, 10],
      [10, 10],
      [6, 10],
    ],
  );
  assert.is(harness.model.decoded, 27, 'three rows, nine steps after prefill: really computed');
});

test('tokens go out as they are made, the end is told when the batch ends', async () => {
  const harness = new Harness({ scheduler: 'static' });
  const [short] = harness.engine.submit([forced(1, 3, 1), forced(2, 3, 3)]);
  const events = short![Symbol.asyncIterator]();
  await harness.engine.step();
  assert.is(((await events.next()).value as { kind: string }).kind, 'token');
  let told = false;
  void events.next().then(() => {
    told = true;
  });
  await harness.engine.step();
  await harness.engine.step();
  assert.not(told);
  await harness.finish();
  assert.ok(told);
});

test('the next batch starts when this one has ended', async () => {
  const harness = new Harness({ scheduler: 'static' });
  void harness.submit(forced(1, 3, 2), forced(2, 3, 9));
  void harness.submit(forced(3, 3, 2));
  while (harness.model.started.length < 3) await harness.engine.step();
  assert.is(harness.model.decoded, 16, 'two rows, eight steps after prefill');
  await harness.finish();
});

test('a row that nobody waits for any more leaves the batch, also when it had ended', async () => {
  const harness = new Harness({ scheduler: 'static' });
  const abort = new AbortController();
  const rows = [forced(1, 3, 1), { ...forced(2, 3, 1), signal: abort.signal }, forced(3, 3, 20)];
  const [left, aborted, running] = harness.engine.submit(rows);
  for (let i = 0; i < 5; i++) await harness.engine.step();
  assert.is(harness.model.live.size, 3);
  await left!.return();
  await harness.engine.step();
  assert.is(harness.model.live.size, 2);
  abort.abort();
  await harness.engine.step();
  assert.is(harness.model.live.size, 1);
  assert.is((await complete(aborted!)).finish.reason, 'length', 'its output was complete');
  await running!.return();
  await harness.finish();
});

test('an ended row stops being computed where its context is full', async () => {
  const harness = new Harness({ scheduler: 'static', maxPositions: 40 });
  const completions = await harness.run(forced(1, 30, 2), forced(2, 2, 30));
  assert.equal(
    completions.map(({ finish }) => finish.computedTokens),
    [11, 30],
  );
});

test('a batch larger than the largest, or than the budget, is refused as a whole', async () => {
  const harness = new Harness({ scheduler: 'static', maxBatch: 2, kvBudgetMb: 40 / 1024 });
  const reasons = await Promise.allSettled([
    ...harness.submit(forced(1, 3, 2), forced(2, 3, 2), forced(3, 3, 2)),
    ...harness.submit(forced(1, 10, 2), forced(2, 10, 20)),
  ]);
  for (const reason of reasons) assert.instance((reason as PromiseRejectedResult).reason, InputError);
  assert.match(
    String((reasons[0] as PromiseRejectedResult).reason),
    /batch of 3 requests.* 2: .*--max-batch/,
  );
  assert.match(String((reasons[3] as PromiseRejectedResult).reason), /60 tokens of context/);
});

test.run();
