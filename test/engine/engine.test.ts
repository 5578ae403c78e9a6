import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BackendError, InputError } from '../../src/errors.js';
import { SCHEDULERS } from '../../src/ways.js';
import { aloneTokens, Harness, request } from '../support/engine-harness.js';
import { EOS, fakeTokenizer } from '../support/fake-model.js';

/** A prompt whose greedy output ends by itself before 60 tokens, and how long that output is. */
const ending = Array.from({ length: 30 }, (_, first) => request(first + 1, 3, { maxNewTokens: 60 })).find(
  (candidate) => aloneTokens(candidate).at(-1) === EOS && aloneTokens(candidate).length > 3,
)!;

const rejects = async (promise: Promise<unknown>, type: typeof InputError, message: RegExp) => {
  const error = await promise.then(
    () => undefined,
    (reason: Error) => reason,
  );
  assert.instance(error, type);
  assert.match(String(error), message);
};

for (const scheduler of SCHEDULERS) {
  test(`${scheduler}: one token event per token, then how it ended`, async () => {
    const harness = new Harness({ scheduler });
    const [stream] = harness.engine.submit([{ id: 'a', prompt: 'abc', maxNewTokens: 4, forceLength: true }]);
    harness.nowMs = 5;
    await harness.finish();
    const events = [];
    for await (const event of stream!) events.push(event);
    const ids = aloneTokens({ id: 'a', prompt: [1, 2, 3], maxNewTokens: 4, forceLength: true });
    assert.equal(events, [
      ...ids.map((tokenId, index) => ({
        kind: 'token',
        index,
        tokenId,
        text: fakeTokenizer.decode([tokenId]),
        emittedAtMs: 5,
      })),
      { kind: 'finish', reason: 'length', promptTokens: 3, outputTokens: 4, computedTokens: 4 },
    ]);
  });

  test(`${scheduler}: end-of-sequence ends the output and counts as its last token`, async () => {
    const [{ tokenIds, finish }] = (await new Harness({ scheduler }).run(ending)) as [never];
    assert.equal(tokenIds, aloneTokens(ending));
    assert.is((finish as { reason: string }).reason, 'stop');
  });

  test(`${scheduler}: with forced length, end-of-sequence is an ordinary token`, async () => {
    const forced = { ...ending, forceLength: true };
    const [completion] = await new Harness({ scheduler }).run(forced);
    assert.is(completion!.tokenIds.length, 60);
    assert.equal(completion!.tokenIds, aloneTokens(forced));
  });

  test(`${scheduler}: a stop string that spans tokens ends the text before it, and no part of it is handed out`, async () => {
    const free = request(3, 4, { maxNewTokens: 12, forceLength: true });
    const text = fakeTokenizer.decode(aloneTokens(free));
    const stopped = { ...free, forceLength: false, stop: [text.slice(5, 8)] };
    const harness = new Harness({ scheduler });
    const [stream] = harness.engine.submit([stopped]);
    await harness.finish();
    const pieces: string[] = [];
    let reason = '';
    for await (const event of stream!) {
      if (event.kind === 'token') pieces.push(event.text);
      else reason = event.reason;
    }
    assert.is(pieces.join(''), text.slice(0, text.indexOf(stopped.stop[0]!)));
    assert.is(reason, 'stop');
    assert.is(pieces.length, text.indexOf(stopped.stop[0]!) + 3, 'an event for every token that was made');
  });

  test(`${scheduler}: text held back for a stop string that never came goes out with the last token`, async () => {
    const free = request(3, 4, { maxNewTokens: 12 });
    const text = fakeTokenizer.decode(aloneTokens(free));
    const [completion] = await new Harness({ scheduler }).run({ ...free, stop: [`${text.slice(-3)}!`] });
    assert.is(completion!.text, text);
  });

  test(`${scheduler}: aborting frees the slot within one step and says so`, async () => {
    const harness = new Harness({ scheduler });
    const abort = new AbortController();
    const [cancelled] = harness.submit(
      request(1, 3, { maxNewTokens: 50, forceLength: true, signal: abort.signal }),
    );
    for (let i = 0; i < 4; i++) await harness.engine.step();
    abort.abort();
    await harness.engine.step();
    assert.is(harness.model.live.size, 0);
    assert.is((await cancelled!).finish.reason, 'cancelled');
    assert.ok((await cancelled!).finish.outputTokens < 50);
  });

  test(`${scheduler}: aborting in the middle of a run hands nothing more out`, async () => {
    const harness = new Harness({ scheduler });
    const abort = new AbortController();
    const [cancelled] = harness.submit(
      request(1, 3, { maxNewTokens: 50, forceLength: true, signal: abort.signal }),
    );
    for (let i = 0; i < 3; i++) await harness.engine.step();
    harness.model.duringRun = () => abort.abort();
    await harness.engine.step();
    assert.is(harness.model.live.size, 0);
    const { tokenIds, finish } = await cancelled!;
    assert.is(tokenIds.length, 3);
    assert.is(finish.computedTokens, 4, 'the token of that run was computed');
  });

  test(`${scheduler}: leaving the stream frees the slot within one step`, async () => {
    const harness = new Harness({ scheduler });
    const [stream] = harness.engine.submit([request(1, 3, { maxNewTokens: 50, forceLength: true })]);
    await harness.engine.step();
    for await (const event of stream!) if (event.kind === 'token') break;
    await harness.engine.step();
    assert.is(harness.model.live.size, 0);
    assert.ok(harness.engine.idle);
  });

  test(`${scheduler}: a request aborted before it is submitted computes nothing`, async () => {
    const harness = new Harness({ scheduler });
    const [completion] = await harness.run(request(1, 3, { signal: AbortSignal.abort() }));
    assert.is(completion!.finish.reason, 'cancelled');
    assert.is(harness.model.prefilled, 0);
  });

  test(`${scheduler}: a deadline ends a running request, and one that waits`, async () => {
    const harness = new Harness({ scheduler, maxBatch: 1 });
    const [first] = harness.submit(request(1, 3, { maxNewTokens: 50, forceLength: true, deadlineMs: 100 }));
    const [second] = harness.submit(request(2, 3, { maxNewTokens: 50, deadlineMs: 30 }));
    for (let i = 0; i < 3; i++) await harness.engine.step();
    harness.nowMs = 31;
    await harness.engine.step();
    assert.is((await second!).finish.reason, 'deadline');
    assert.is((await second!).finish.computedTokens, 0);
    harness.nowMs = 101;
    await harness.engine.step();
    assert.is((await first!).finish.reason, 'deadline');
    assert.ok(harness.engine.idle);
    assert.is(harness.model.live.size, 0);
  });

  test(`${scheduler}: a deadline that passes during a run keeps that run's token from going out`, async () => {
    const harness = new Harness({ scheduler });
    const [late] = harness.submit(request(1, 3, { forceLength: true, deadlineMs: 100 }));
    harness.model.duringRun = () => {
      harness.nowMs = 101;
    };
    await harness.finish();
    assert.equal((await late!).tokenIds, []);
    assert.is((await late!).finish.reason, 'deadline');
  });

  test(`${scheduler}: a failing run fails the requests it ran, and the engine goes on`, async () => {
    for (const step of ['prefill', 'decode'] as const) {
      const harness = new Harness({ scheduler });
      const [failing] = harness.submit(request(1, 3));
      harness.model.failure = { in: step, error: new Error('out of scratch memory') };
      const failed = rejects(failing!, BackendError, new RegExp(`${step}.*out of scratch memory`));
      await harness.finish();
      await failed;
      assert.is(harness.model.live.size, 0);
      const [next] = await harness.run(request(2, 3));
      assert.equal(next!.tokenIds, aloneTokens(request(2, 3)));
    }
  });

  test(`${scheduler}: a request that cannot be served fails alone, naming the numbers`, async () => {
    const harness = new Harness({ scheduler });
    const [good, long, unknown] = harness.submit(
      request(1, 3),
      request(2, 100, { maxNewTokens: 29 }),
      request(99, 3),
    );
    await Promise.all([
      rejects(long!, InputError, /100 prompt tokens.*29 new tokens.*128/),
      rejects(unknown!, InputError, /token 99.*32/),
      harness.finish(),
    ]);
    assert.equal((await good!).tokenIds, aloneTokens(request(1, 3)));
  });

  test(`${scheduler}: a request that no budget of this size can hold is refused, naming the numbers`, async () => {
    const harness = new Harness({ scheduler, kvBudgetMb: 20 / 1024 });
    const [refused] = harness.submit(request(1, 10, { maxNewTokens: 12 }));
    await rejects(refused!, InputError, /22 tokens.*0\.02148 MiB.*0\.01953 MiB.*--kv-budget-mb/);
    assert.ok(harness.engine.idle);
  });

  test(`${scheduler}: a decoder that throws fails its request alone`, async () => {
    const harness = new Harness({ scheduler });
    const requests = [request(1, 3, { forceLength: true }), request(2, 3, { forceLength: true })];
    const decode = fakeTokenizer.decode;
    const poison = aloneTokens(requests[0]!).find((id) => !aloneTokens(requests[1]!).includes(id))!;
    fakeTokenizer.decode = (ids) => {
      if (ids.includes(poison)) throw new RangeError('no such token');
      return decode(ids);
    };
    const [bad, good] = harness.submit(...requests);
    const failed = rejects(bad!, BackendError, /no such token/);
    await harness.finish();
    fakeTokenizer.decode = decode;
    await failed;
    assert.equal((await good!).tokenIds, aloneTokens(requests[1]!));
  });
}

test('load says how many run, how many wait, and how much of the budget they hold', async () => {
  const harness = new Harness({ maxBatch: 1 });
  void harness.submit(request(1, 3, { maxNewTokens: 7 }), request(2, 3));
  await harness.engine.step();
  assert.equal(harness.engine.load, { running: 1, waiting: 1, kvUsedTokens: 10, kvCapacityTokens: 1024 });
});

test.run();
