import { getEventListeners } from 'node:events';
import * as assert from 'uvu/assert';
import { BACKEND_NAMES, describeBackend } from '../../src/backends/registry.js';
import { BackendError, InputError } from '../../src/errors.js';
import { readEvents } from '../../src/event-channel.js';
import {
  type Backend,
  type Completion,
  complete,
  type FinishEvent,
  type GenerateRequest,
  type GenerationStream,
  type ScoredToken,
} from '../../src/generation.js';
import { rejection } from '../support/rejection.js';

/** A backend under test, and what it needs to be put to the test. */
export interface Subject {
  readonly name: string;
  open(): Promise<Backend>;
  /** Frees what `open` needed beside the backend. */
  close?(): Promise<void>;
  /** Three prompts whose answers differ. */
  readonly prompts: readonly [string, string, string];
  /** Most new tokens of a request that cannot have ended when its first token is seen. */
  readonly long: number;
  /** A request whose answer ends by itself before its maximum. */
  readonly ending: Pick<GenerateRequest, 'prompt' | 'maxNewTokens'>;
  /** Token ids, and the text that means the same to it, where there is one. */
  readonly promptIds: { readonly ids: readonly number[]; readonly text?: string };
  /** Refused, besides what every backend refuses. */
  readonly refused?: Readonly<Record<string, Partial<GenerateRequest>>>;
  /** Cases that do not apply to it, and why. */
  readonly skips?: Readonly<Record<string, string>>;
}

type Run = (backend: Backend, subject: Subject) => Promise<void>;

let ids = 0;

const ask = (prompt: GenerateRequest['prompt'], more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  id: `conformance-${ids++}`,
  prompt,
  maxNewTokens: 8,
  ...more,
});

/** The same over and over: more than a test waits for. */
const endless = ({ prompts, long }: Subject, more: Partial<GenerateRequest> = {}): GenerateRequest =>
  ask(prompts[0], { maxNewTokens: long, forceLength: true, ...more });

const answer = (backend: Backend, request: GenerateRequest): Promise<Completion> =>
  complete(backend.submit([request])[0]!);

const answers = (backend: Backend, requests: readonly GenerateRequest[]): Promise<Completion[]> =>
  Promise.all(backend.submit(requests).map(complete));

/** The stream, its tokens' scores noted as they come. */
async function* heard(stream: GenerationStream, scores: (ScoredToken | undefined)[]): GenerationStream {
  for await (const event of stream) {
    if (event.kind === 'token') scores.push(event.score);
    yield event;
  }
}

/** What was answered, and not when. */
const said = ({ text, tokenIds }: Completion) => ({ text, tokenIds });

/** Reads on; fulfilled with the finish. `onFirst` is called at the first token. */
async function finishOf(
  stream: GenerationStream,
  onFirst: () => void = () => undefined,
): Promise<FinishEvent> {
  let finish: FinishEvent | undefined;
  let tokens = 0;
  await readEvents(stream, (event) => {
    if (event.kind === 'finish') finish = event;
    else if (tokens++ === 0) onFirst();
  });
  return finish!;
}

/** Starts an endless request; fulfilled when it runs. */
async function running(backend: Backend, subject: Subject, more: Partial<GenerateRequest> = {}) {
  const abort = new AbortController();
  let finish!: Promise<FinishEvent>;
  await new Promise<void>((resolve) => {
    const [stream] = backend.submit([endless(subject, { signal: abort.signal, ...more })]);
    finish = finishOf(stream!, resolve);
  });
  return { finish, abort };
}

async function endsEarly(finish: Promise<FinishEvent>, reason: FinishEvent['reason'], most: number) {
  const { outputTokens, reason: ended } = await finish;
  assert.is(ended, reason);
  assert.ok(outputTokens < most, `${outputTokens} of ${most} tokens`);
}

const WRONG: Readonly<Record<string, Partial<GenerateRequest>>> = {
  'no tokens in the prompt': { prompt: [] },
  'a maximum of 0': { maxNewTokens: 0 },
  'an empty stop string': { stop: ['x', ''] },
  'a deadline of 0': { deadlineMs: 0 },
  'stop strings and a forced length': { stop: ['x'], forceLength: true },
  'a negative temperature': { sampling: { temperature: -1 } },
};

export const LOAD = 'says how much it has to do';

/** The contract of `Backend` (src/generation.ts), one case a sentence of it. `own`: on a backend that it may close. */
export const CASES: Readonly<Record<string, { readonly run: Run; readonly own?: boolean }>> = {
  'says what it is': {
    async run({ info }) {
      const name = BACKEND_NAMES.find((known) => known === info.backend)!;
      assert.ok(name, info.backend);
      assert.equal(info.tells, describeBackend(name).tells);
      assert.equal([...info.schedulers], [...describeBackend(name).schedulers]);
      assert.equal(Object.keys(info.versions), [...describeBackend(name).packages]);
      assert.ok(info.modelId && info.dtype && info.device);
      assert.ok(info.contextLength === null || info.contextLength > 0);
    },
  },

  'says what its server tells, and nothing where there is none': {
    async run(backend) {
      const told = (await backend.metrics?.()) ?? null;
      assert.ok(told === null || (backend.info.isServer && typeof told === 'string'), `${told}`);
    },
  },

  'tokens in order, then one finish, which counts them': {
    async run(backend, { prompts }) {
      const events = [];
      const [stream] = backend.submit([ask(prompts[0])]);
      for await (const event of stream!) events.push(event);
      const finish = events.pop()!;
      assert.is(finish.kind, 'finish');
      let madeAtMs = Number.NEGATIVE_INFINITY;
      for (const [index, event] of events.entries()) {
        assert.ok(event.kind === 'token' && event.index === index, JSON.stringify(event));
        assert.ok(event.emittedAtMs >= madeAtMs);
        madeAtMs = event.emittedAtMs;
        assert.is(Number.isInteger(event.tokenId), backend.info.tells.tokenIds);
      }
      const { promptTokens, outputTokens, computedTokens } = finish as FinishEvent;
      assert.ok(promptTokens! > 0 && outputTokens > 0 && outputTokens <= 8 && computedTokens >= outputTokens);
      if (backend.info.tells.tokenIds) assert.is(events.length, outputTokens);
    },
  },

  'a forced length is exactly that, also past the natural end': {
    async run(backend, { ending }) {
      const free = await answer(backend, ask(ending.prompt, ending));
      const forced = await answer(backend, ask(ending.prompt, { ...ending, forceLength: true }));
      assert.equal([forced.finish.reason, forced.finish.outputTokens], ['length', ending.maxNewTokens]);
      assert.ok(forced.text.startsWith(free.text));
      assert.equal(forced.tokenIds.slice(0, free.tokenIds.length), free.tokenIds);
    },
  },

  'an answer that ends by itself ends as stop, before its maximum': {
    async run(backend, { ending }) {
      const { finish } = await answer(backend, ask(ending.prompt, ending));
      assert.is(finish.reason, 'stop');
      assert.ok(finish.outputTokens < ending.maxNewTokens);
    },
  },

  'the text ends before a stop string, which never appears': {
    async run(backend, { prompts }) {
      const free = await answer(backend, ask(prompts[0], { maxNewTokens: 12 }));
      const middle = Math.floor(free.text.length / 2);
      const stop = free.text.slice(middle, middle + 4);
      const stopped = await answer(
        backend,
        ask(prompts[0], { maxNewTokens: 12, stop: ['never seen', stop] }),
      );
      assert.is(stopped.text, free.text.slice(0, free.text.indexOf(stop)));
      assert.is(stopped.finish.reason, 'stop');
    },
  },

  'stop strings that do not come change nothing': {
    async run(backend, { prompts }) {
      const free = await answer(backend, ask(prompts[1]));
      const stop = [`${free.text.slice(-2)}\u0001`, 'never seen'];
      assert.is((await answer(backend, ask(prompts[1], { stop }))).text, free.text);
    },
  },

  'a deadline ends a request that runs': {
    async run(backend, subject) {
      const [stream] = backend.submit([endless(subject, { deadlineMs: 50 })]);
      await endsEarly(finishOf(stream!), 'deadline', subject.long);
    },
  },

  'a deadline ends a request that has no token yet': {
    async run(backend, subject) {
      const [stream] = backend.submit([endless(subject, { deadlineMs: 0.001 })]);
      await endsEarly(finishOf(stream!), 'deadline', 1);
    },
  },

  'a deadline ends a request behind another, which goes on': {
    async run(backend, subject) {
      const { finish, abort } = await running(backend, subject);
      const [stream] = backend.submit([endless(subject, { deadlineMs: 0.001 })]);
      const waiting = finishOf(stream!);
      assert.is(await Promise.race([waiting, finish]), await waiting, 'the one behind ends first');
      await endsEarly(waiting, 'deadline', 1);
      abort.abort();
      await endsEarly(finish, 'cancelled', subject.long);
    },
  },

  'a deadline of one request is not that of those beside it': {
    async run(backend, { prompts }) {
      const alone = await answer(backend, ask(prompts[1]));
      const [late, kept] = await answers(backend, [ask(prompts[0], { deadlineMs: 0.001 }), ask(prompts[1])]);
      assert.is(late!.finish.reason, 'deadline');
      assert.equal(said(kept!), said(alone));
    },
  },

  'aborted before it is submitted: no token, cancelled': {
    async run(backend, subject) {
      const [stream] = backend.submit([endless(subject, { signal: AbortSignal.abort() })]);
      await endsEarly(finishOf(stream!), 'cancelled', 1);
    },
  },

  'aborted while it runs: cancelled': {
    async run(backend, subject) {
      const { finish, abort } = await running(backend, subject);
      abort.abort();
      await endsEarly(finish, 'cancelled', subject.long);
    },
  },

  'aborted behind another: cancelled, and the other goes on': {
    async run(backend, subject) {
      const first = await running(backend, subject);
      const abort = new AbortController();
      const [stream] = backend.submit([endless(subject, { signal: abort.signal })]);
      const waiting = finishOf(stream!);
      abort.abort();
      assert.is(await Promise.race([waiting, first.finish]), await waiting);
      await endsEarly(waiting, 'cancelled', subject.long);
      first.abort.abort();
      await endsEarly(first.finish, 'cancelled', subject.long);
    },
  },

  'aborted in a batch: told at once, and the rest goes on': {
    async run(backend, subject) {
      const [abort, other] = [new AbortController(), new AbortController()];
      const [first, second] = backend.submit([
        endless(subject, { signal: abort.signal }),
        endless(subject, { signal: other.signal }),
      ]);
      const left = finishOf(first!, () => abort.abort());
      const kept = finishOf(second!);
      assert.is(await Promise.race([left, kept]), await left, 'the aborted one ends first');
      await endsEarly(left, 'cancelled', subject.long);
      other.abort();
      await endsEarly(kept, 'cancelled', subject.long);
    },
  },

  'leaving the loop cancels, and the next request is served': {
    async run(backend, subject) {
      const expected = await answer(backend, ask(subject.prompts[2]));
      const { signal } = new AbortController();
      const [stream] = backend.submit([endless(subject, { signal })]);
      for await (const event of stream!) if (event.kind === 'token') break;
      assert.equal(said(await answer(backend, ask(subject.prompts[2]))), said(expected));
      assert.is(getEventListeners(signal, 'abort').length, 0, 'it is over');
    },
  },

  'lets go of a signal when the request has ended': {
    async run(backend, { prompts }) {
      const { signal } = new AbortController();
      const requests = [ask(prompts[0], { signal }), ask(prompts[1], { signal, maxNewTokens: 0 })];
      await Promise.allSettled(backend.submit(requests).map(complete));
      assert.is(getEventListeners(signal, 'abort').length, 0);
    },
  },

  'a bad request fails alone, with an InputError': {
    async run(backend, { prompts, refused }) {
      const alone = await answer(backend, ask(prompts[0]));
      for (const [what, wrong] of Object.entries({ ...WRONG, ...refused })) {
        const [bad, good] = backend.submit([ask(prompts[1], wrong), ask(prompts[0])]).map(complete);
        const [error, kept] = await Promise.all([rejection(bad!), good!]);
        assert.instance(error, InputError, `${what}: ${error}`);
        assert.equal(said(kept), said(alone), what);
      }
    },
  },

  'nothing submitted, nothing answered': {
    async run(backend, { prompts }) {
      assert.equal(backend.submit([]), []);
      assert.ok((await answer(backend, ask(prompts[0]))).finish.outputTokens > 0);
    },
  },

  'the same prompt gets the same answer; others get others': {
    async run(backend, { prompts }) {
      const first = await Promise.all(prompts.map((prompt) => answer(backend, ask(prompt))));
      const again = await Promise.all(prompts.map((prompt) => answer(backend, ask(prompt))));
      assert.equal(again.map(said), first.map(said));
      assert.is(new Set(first.map(({ text }) => text)).size, prompts.length);
    },
  },

  'who is beside it in a batch changes nothing': {
    async run(backend, { prompts }) {
      const requests = () => prompts.map((prompt, i) => ask(prompt, { maxNewTokens: 4 + 3 * i }));
      const alone = [];
      for (const request of requests()) alone.push(said(await answer(backend, request)));
      assert.equal((await answers(backend, requests())).map(said), alone, 'one submit');
      const apart = requests().map((request) => answer(backend, request));
      assert.equal((await Promise.all(apart)).map(said), alone, 'submits of their own');
    },
  },

  'the same seed gives the same text, or is refused': {
    async run(backend, { prompts }) {
      const sampling = { temperature: 0.9, seed: 5 };
      const seeded = () =>
        answer(backend, ask(prompts[0], { sampling })).then(said, (error: Error) => {
          assert.instance(error, InputError);
          return 'refused';
        });
      assert.equal(await seeded(), await seeded());
    },
  },

  'scores every token from the second on, or refuses to': {
    async run(backend, { prompts }) {
      const request = ask(prompts[0], { scores: 1 });
      if (backend.info.backend !== 'onnx') {
        const refused = await rejection(answer(backend, request));
        assert.instance(refused, InputError);
        assert.is((refused as InputError).parameter, 'scores');
        return;
      }
      const told: (ScoredToken | undefined)[] = [];
      const { finish, tokenIds } = await complete(heard(backend.submit([request])[0]!, told));
      const scores = finish.scores!;
      const promptTokens = finish.promptTokens!;
      assert.equal(told, scores.slice(promptTokens));
      assert.is(scores.length, promptTokens + finish.outputTokens);
      assert.is(scores[0]!.logprob, null);
      for (const { logprob, likeliest } of scores.slice(1)) assert.ok(logprob! <= likeliest[0]!.logprob);
      const made = scores.slice(promptTokens);
      assert.equal(
        made.map(({ tokenId }) => tokenId),
        [...tokenIds],
      ); // greedy
      assert.equal(
        made.map(({ likeliest }) => likeliest[0]!.tokenId),
        [...tokenIds],
      );
    },
  },

  'takes token ids as they are': {
    async run(backend, { promptIds: { ids, text } }) {
      const byIds = await answer(backend, ask(ids));
      assert.is(byIds.finish.promptTokens, ids.length);
      if (text !== undefined) assert.equal(said(byIds), said(await answer(backend, ask(text))));
    },
  },

  [LOAD]: {
    async run(backend, subject) {
      const { finish, abort } = await running(backend, subject);
      const load = backend.load!();
      abort.abort();
      await finish;
      assert.ok(load, 'what is known is null');
      assert.equal([load.running, load.waiting], [1, 0]);
      assert.ok(load.kvUsedTokens > 0 && load.kvUsedTokens <= load.kvCapacityTokens, JSON.stringify(load));
    },
  },

  'closing ends what is open as cancelled, running or not; closing twice is closing once': {
    own: true,
    async run(backend, subject) {
      const { finish } = await running(backend, subject);
      const waiting = backend.submit([endless(subject), endless(subject)]).map((stream) => finishOf(stream));
      await Promise.all([backend.close(), backend.close()]);
      for (const one of [finish, ...waiting]) await endsEarly(one, 'cancelled', subject.long);
      await backend.close();
    },
  },

  'what is submitted after closing fails': {
    own: true,
    async run(backend, { prompts }) {
      await backend.close();
      assert.instance(await rejection(answer(backend, ask(prompts[0]))), BackendError);
    },
  },
};

/** Why the case does not apply; undefined where it does. @throws where a skip names no case */
export function skipReason(name: string, backend: Backend, { skips = {} }: Subject): string | undefined {
  for (const skipped of Object.keys(skips)) assert.ok(CASES[skipped], `there is no case "${skipped}"`);
  if (name === LOAD && !backend.load) return 'it does not schedule';
  return skips[name];
}

/** Runs a case on the backend that all share, or on one of its own. */
export async function runCase(name: string, shared: Backend, subject: Subject): Promise<void> {
  const { run, own } = CASES[name]!;
  if (!own) return run(shared, subject);
  const backend = await subject.open();
  try {
    await run(backend, subject);
  } finally {
    await backend.close();
  }
}
