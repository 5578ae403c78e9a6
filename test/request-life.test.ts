import { getEventListeners } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BackendError, InputError } from '../src/errors.js';
import { complete, type GenerateRequest, type GenerationEvent } from '../src/generation.js';
import { RequestLife } from '../src/request-life.js';
import { rejection } from './support/rejection.js';

const EOS = 0;
const REQUEST: GenerateRequest = { id: 'a', prompt: 'p', maxNewTokens: 4 };

/** Token n is the n-th letter. */
function begin(more: Partial<GenerateRequest> = {}, onAbandoned?: (life: RequestLife) => void): RequestLife {
  const life = new RequestLife({
    request: { ...REQUEST, ...more },
    submittedAtMs: 1000,
    text: { push: (id) => String.fromCodePoint(96 + id), flush: () => '' },
    eosTokenIds: new Set([EOS]),
    onAbandoned,
  });
  life.listen();
  return life;
}

/** Takes the tokens, a millisecond each, and tells how it ended. */
async function lived(life: RequestLife, tokens: readonly number[]) {
  for (const [i, token] of tokens.entries()) life.take(token, 1001 + i);
  life.close();
  const { text, tokenIds, finish } = await complete(life.channel);
  return { text, tokenIds, reason: finish.reason, computed: finish.computedTokens };
}

test('ends at its maximum; what is computed on is counted and not handed out', async () => {
  assert.equal(await lived(begin(), [1, 2, 3, 4, 5]), {
    text: 'abcd',
    tokenIds: [1, 2, 3, 4],
    reason: 'length',
    computed: 5,
  });
});

test('ends at end-of-sequence, which is a token without text; with a forced length it is one like others', async () => {
  assert.equal(await lived(begin(), [1, EOS, 3]), {
    text: 'a',
    tokenIds: [1, EOS],
    reason: 'stop',
    computed: 3,
  });
  assert.is((await lived(begin({ forceLength: true }), [1, EOS, 3, 4])).reason, 'length');
});

test('ends before a stop string that spans tokens', async () => {
  const { text, reason, tokenIds } = await lived(begin({ stop: ['bc'] }), [1, 2, 3, 4]);
  assert.equal([text, reason, tokenIds], ['a', 'stop', [1, 2, 3]]);
});

test('what was held back for a stop string goes out at the end', async () => {
  assert.is((await lived(begin({ stop: ['de'] }), [1, 2, 3, 4])).text, 'abcd');
});

test('a deadline of 2 ms has passed after 2 ms, and the token of that time does not go out', async () => {
  const told: string[] = [];
  const life = begin({ deadlineMs: 2 }, () => told.push('left'));
  assert.not.ok(life.expire(1001.9));
  assert.equal(await lived(life, [1, 2, 3]), { text: 'a', tokenIds: [1], reason: 'deadline', computed: 3 });
  assert.equal(told, ['left']);
});

test('the first end is the one that counts, and it is told once', async () => {
  const told: string[] = [];
  const life = begin({ deadlineMs: 2 }, () => told.push('left'));
  life.cancel();
  life.expire(5000);
  life.cancel();
  assert.is((await lived(life, [1])).reason, 'cancelled');
  assert.equal(told, ['left']);
});

test('who leaves after the end, while the batch runs on, is no longer waited for', () => {
  const life = begin();
  for (const token of [1, 2, 3, 4]) life.take(token, 1001);
  assert.equal([life.ended, life.abandoned], [true, false]);
  life.cancel();
  assert.equal([life.reason, life.abandoned], ['length', true]);
});

test('a signal is heard, also one given before, and let go of at the end', async () => {
  const abort = new AbortController();
  const life = begin({ signal: abort.signal });
  abort.abort();
  assert.is((await lived(life, [1])).reason, 'cancelled');
  assert.is((await lived(begin({ signal: AbortSignal.abort() }), [1])).reason, 'cancelled');
  const { signal } = new AbortController();
  for (const end of [(one: RequestLife) => one.close(), (one: RequestLife) => one.fail(new Error('x'))]) {
    const one = begin({ signal });
    assert.is(getEventListeners(signal, 'abort').length, 1);
    end(one);
    assert.is(getEventListeners(signal, 'abort').length, 0);
    await complete(one.channel).catch(() => undefined);
  }
});

test('leaving the stream cancels', async () => {
  const life = begin();
  life.take(1, 1001);
  for await (const _ of life.channel) break;
  assert.equal([life.reason, life.abandoned], ['cancelled', true]);
});

test('a timer ends it at its deadline, and a deadline longer than timers go sets none', async () => {
  let left!: () => void;
  const over = new Promise<void>((resolve) => {
    left = resolve;
  });
  const life = begin({ deadlineMs: 1 }, () => left());
  life.startTimer();
  await over;
  assert.is(life.reason, 'deadline');
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (() => assert.unreachable()) as never;
  for (const deadlineMs of [undefined, 2 ** 31, Number.POSITIVE_INFINITY]) begin({ deadlineMs }).startTimer();
  globalThis.setTimeout = setTimeout;
});

test('fails with what came before, then a StreambatchError: what was thrown, or its cause', async () => {
  const refusal = new InputError('no');
  const refused = begin();
  refused.fail(refusal);
  assert.is(await rejection(complete(refused.channel)), refusal);
  for (const thrown of [new RangeError('no such token'), 'no such token']) {
    const life = begin();
    life.take(1, 1001);
    life.fail(thrown);
    life.close();
    const events: GenerationEvent[] = [];
    const error = await rejection(life.channel.drain((event) => events.push(event)));
    assert.is(events.length, 1);
    assert.instance(error, BackendError);
    assert.is(error.message, 'the request failed: no such token');
    assert.instance(error.cause, Error);
    assert.ok(life.ended && life.abandoned);
  }
});

test.run();
