import { test } from 'uvu';
import * as assert from 'uvu/assert';
import connectOpenAi from '../../../src/backends/openai/backend.js';
import { type BackendOptions, backendSpec } from '../../../src/backends/spec.js';
import { BackendError, InputError } from '../../../src/errors.js';
import type { Backend, GenerateRequest } from '../../../src/generation.js';
import { RequestRecorder } from '../../../src/metrics/recorder.js';
import { startTestServer } from '../../support/test-server.js';
import { type Script, type ScriptedServer, startScriptedServer } from '../scripted-server.js';

type Settings = Partial<NonNullable<BackendOptions['openai']>>;

const ask = (prompt: GenerateRequest['prompt'], more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  id: String(prompt),
  prompt,
  maxNewTokens: 4,
  forceLength: true,
  delivery: 'batch',
  ...more,
});

const connect = (baseUrl: string, settings: Settings = {}, model = 'm'): Promise<Backend> =>
  connectOpenAi(
    backendSpec.parse({ backend: 'openai', model, scheduler: 'static', openai: { baseUrl, ...settings } }),
  );

/** Sends them together; what was recorded of each. */
const answers = (backend: Backend, requests: readonly GenerateRequest[]): Promise<RequestRecorder[]> =>
  Promise.all(backend.submit(requests).map((stream) => new RequestRecorder('batch', 0).record(stream)));

/** "text how tokens", or what went wrong. */
const said = (recorder: RequestRecorder): string => {
  const { status, output_len, batch_request } = recorder.measures();
  return status === 'ok' ? `${recorder.text} ${batch_request} ${output_len}` : recorder.error!.message;
};

async function against(
  script: Script,
  use: (backend: Backend, server: ScriptedServer) => Promise<void>,
  settings: Settings = {},
): Promise<void> {
  const server = await startScriptedServer(script);
  const backend = await connect(server.baseUrl, settings);
  await use(backend, server);
  await backend.close();
  await server.close();
}

const choice = (index: number, text: string, finish_reason = 'length') => ({ index, text, finish_reason });
const whole = (choices: object[], completion = 4 * choices.length) =>
  JSON.stringify({ choices, usage: { prompt_tokens: 9, completion_tokens: completion } });
const alone: Script = (response) => response.end(whole([choice(0, 'x')]));

test('a batch is one request, its answers told apart by their index', async () => {
  const shuffled: Script = (response) =>
    response.end(whole([choice(2, 'C'), choice(0, 'A'), choice(1, 'B')]));
  await against(shuffled, async (backend, { bodies }) => {
    const recorded = await answers(backend, [ask('a'), ask('b'), ask([5, 6])]);
    assert.equal(recorded.map(said), ['A list 4', 'B list 4', 'C list 4']);
    assert.equal(
      recorded.map((one) => one.measures().prompt_tokens),
      [null, null, 2],
    );
    const [body, ...more] = bodies;
    assert.equal([body!.prompt, body!.stream, body!.max_tokens], [['a', 'b', [5, 6]], false, 4]);
    assert.is(more.length, 0);
  });
});

const EACH: readonly [string, GenerateRequest[], Settings?][] = [
  ['one alone', [ask('a')]],
  ['streams', [ask('a', { delivery: 'stream' }), ask('b')]],
  ['different maxima', [ask('a'), ask('b', { maxNewTokens: 3 })]],
  ['different sampling', [ask('a'), ask('b', { sampling: { temperature: 1 } })]],
  ['answers that nobody can count', [ask('a', { forceLength: false }), ask('b', { forceLength: false })]],
  ['chats', [ask('a'), ask('b')], { api: 'chat' }],
  ['prompts that must be apart', [ask('a'), ask('b')], { apart: true }],
];
for (const [what, requests, settings] of EACH) {
  test(`${what}: a request for each`, () =>
    against(
      alone,
      async (backend, { bodies }) => {
        await answers(backend, requests);
        assert.is(bodies.length, requests.length);
        assert.not(bodies.some(({ prompt }) => Array.isArray(prompt)));
      },
      settings,
    ));
}

test('a server that refuses lists is asked each by itself, and for no list again', async () => {
  const refusals: Script[] = [
    (response) => response.writeHead(400).end('{"error":{"message":"prompt: must be a string"}}'),
    (response) => response.writeHead(500).end('{"error":{"message":"AssertionError"}}'),
    (response) => response.end(whole([choice(0, 'A')])),
    (response) => response.end(whole([choice(0, 'A'), choice(0, 'B')])),
    (response) => response.end(whole([choice(0, 'A'), choice(1, 'B')], 4)), // of one of them
    (response) => response.end('[]'),
  ];
  for (const refuse of refusals) {
    const script: Script = (response, n) => (n === 0 ? refuse(response, n) : alone(response, n));
    await against(script, async (backend, { bodies }) => {
      for (let i = 0; i < 2; i++) {
        const recorded = await answers(backend, [ask('a'), ask('b')]);
        assert.equal(recorded.map(said), ['x each 4', 'x each 4']);
      }
      assert.equal(
        bodies.map(({ prompt }) => Array.isArray(prompt)),
        [true, false, false, false, false],
      );
    });
  }
});

test('what is wrong with the server and not with lists is told of all, and not asked again', async () => {
  const script: Script = (response) => response.writeHead(429).end('{"error":{"message":"slow down"}}');
  await against(script, async (backend, { bodies }) => {
    const recorded = await answers(backend, [ask('a'), ask('b')]);
    for (const { error } of recorded) {
      assert.instance(error, BackendError);
      assert.match(error!.message, '429: slow down');
    }
    assert.is(bodies.length, 1);
  });
});

test('a server that takes lists blames a prompt: the others of its batch are answered, and lists go on', async () => {
  const script: Script = (response, n) => {
    const { prompt } = bodiesOf()[n]!;
    const isBad = String(prompt).includes('bad');
    if (isBad) return response.writeHead(400).end('{"error":{"message":"too long"}}');
    return response.end(whole(Array.isArray(prompt) ? [choice(0, 'A'), choice(1, 'B')] : [choice(0, 'x')]));
  };
  let bodiesOf!: () => readonly Record<string, unknown>[];
  await against(script, async (backend, { bodies }) => {
    bodiesOf = () => bodies;
    await answers(backend, [ask('a'), ask('b')]);
    const [bad, good] = await answers(backend, [ask('bad'), ask('b')]);
    assert.instance(bad!.error, InputError);
    assert.is(said(good!), 'x each 4');
    assert.equal((await answers(backend, [ask('a'), ask('b')])).map(said), ['A list 4', 'B list 4']);
  });
});

test('one answer of several that failed fails alone', async () => {
  const script: Script = (response) =>
    response.end(whole([choice(0, 'A'), choice(1, '', 'abort'), choice(2, '')], 9));
  await against(script, async (backend) => {
    const [good, ...bad] = await answers(backend, [ask('a'), ask('b'), ask('c')]);
    assert.is(said(good!), 'A list 4');
    assert.is(good!.measures().flags, 'counted-here', 'the sum is not of it alone');
    assert.match(said(bad[0]!), 'broke off: abort');
    assert.match(said(bad[1]!), 'without a token of text');
  });
});

test('who leaves a batch is told at once; the server is left with the last of them', async () => {
  await against(
    () => undefined,
    async (backend, server) => {
      const [first, second] = [new AbortController(), new AbortController()];
      const streams = backend.submit([
        ask('a', { signal: first.signal }),
        ask('b', { signal: second.signal }),
        ask('c', { deadlineMs: 20 }),
      ]);
      const ended = streams.map((stream) => new RequestRecorder('batch', 0).record(stream));
      first.abort();
      assert.is((await ended[0]!).measures().status, 'cancelled');
      assert.is((await ended[2]!).measures().status, 'deadline');
      second.abort();
      assert.is((await ended[1]!).measures().status, 'cancelled');
      await server.left;
      assert.is(server.bodies.length, 1);
    },
  );
});

test('our own server: lists and each by itself, the same answers', async () => {
  const server = await startTestServer();
  const requests = ['Once', 'Ben', 'The first'].map((prompt) => ask(prompt));
  const [list, each] = await Promise.all(
    [{}, { apart: true }].map(async (settings) => {
      const backend = await connect(`${server.url}/v1`, settings, 'mock');
      const recorded = await answers(backend, requests);
      await backend.close();
      return recorded;
    }),
  );
  const textsOf = (recorded: RequestRecorder[]) => recorded.map(({ text }) => text);
  assert.equal(textsOf(list!), textsOf(each!));
  for (const one of list!) assert.match(said(one), /list 4$/);
  for (const one of each!) assert.match(said(one), /each 4$/);
  await server.close();
});

test.run();
