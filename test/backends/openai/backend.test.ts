import type { ServerResponse } from 'node:http';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import connectOpenAi from '../../../src/backends/openai/backend.js';
import { type BackendOptions, backendSpec } from '../../../src/backends/spec.js';
import { checkoutRoot } from '../../../src/checkout.mjs';
import { BackendError, InputError } from '../../../src/errors.js';
import type { FinishEvent, GenerateRequest, TokenEvent } from '../../../src/generation.js';
import { RequestRecorder } from '../../../src/metrics/recorder.js';
import { startHttpServer } from '../../support/http-server.js';
import { startTestServer } from '../../support/test-server.js';
import { events, type Script, sendPieces, startScriptedServer } from '../scripted-server.js';

type Settings = NonNullable<BackendOptions['openai']>;
const request = (more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  id: 'r',
  prompt: 'Once',
  maxNewTokens: 8,
  ...more,
});

/** What the backend makes of a script: the texts that came, the finish, or the error. */
async function play(script: Script, settings: Partial<Settings> = {}, more: Partial<GenerateRequest> = {}) {
  const server = await startScriptedServer(script);
  const openai = { baseUrl: server.baseUrl, ...settings };
  const backend = await connectOpenAi(backendSpec.parse({ backend: 'openai', model: 'm', openai }));
  const texts: string[] = [];
  const contents: TokenEvent['content'][] = [];
  let finish: FinishEvent | undefined;
  let error: Error | undefined;
  try {
    for await (const event of backend.submit([request(more)])[0]!) {
      if (event.kind === 'finish') finish = event;
      else {
        assert.is((event as TokenEvent).index, texts.length);
        texts.push(event.text);
        contents.push(event.content);
      }
    }
  } catch (thrown) {
    error = thrown as Error;
  }
  await backend.close();
  await server.close();
  return { texts, contents, finish, error, bodies: server.bodies };
}

const text = (text: string) => ({ choices: [{ index: 0, text, finish_reason: null }] });
const end = { choices: [{ index: 0, text: '', finish_reason: 'length' }] };
const usage = { choices: [], usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 } };
const COUNTED = { kind: 'finish', reason: 'length', promptTokens: 3, outputTokens: 5, computedTokens: 5 };

test('the answer is the same wherever its bytes are cut', async () => {
  // Characters of 2, 3 and 4 bytes, an escape, both line ends, a comment, and a field without its space.
  const bytes = Buffer.from(
    `: keep-alive\r\n\r\ndata:${JSON.stringify(text('é'))}\r\n\r\n${events([text('漢🦊'), text('"\n'), end, usage])}`,
  );
  const cuts = [...Array(bytes.length).keys()];
  let answered = 0;
  const server = await startScriptedServer((response, n) =>
    sendPieces(
      response,
      n === cuts.length
        ? cuts.map((i) => bytes.subarray(i, i + 1))
        : [bytes.subarray(0, n), bytes.subarray(n)],
    ),
  );
  const openai = { baseUrl: server.baseUrl };
  const backend = await connectOpenAi(backendSpec.parse({ backend: 'openai', model: 'm', openai }));
  for (let i = 0; i <= cuts.length; i++) {
    const seen: string[] = [];
    for await (const event of backend.submit([request()])[0]!) {
      if (event.kind === 'token') seen.push(event.text);
      else assert.equal(event, COUNTED, `cut at ${i}`);
    }
    assert.equal(seen, ['é', '漢🦊', '"\n'], `cut at ${i}`);
    answered++;
  }
  assert.is(answered, bytes.length + 1);
  await server.close();
});

test('a role alone and empty pieces are no first tokens', async () => {
  const delta = (delta: object, finish_reason: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason }],
  });
  const script: Script = (response) =>
    sendPieces(response, [
      events([
        delta({ role: 'assistant', content: '' }),
        delta({}),
        delta({ content: null }),
        delta({ content: 'Hi' }),
        delta({}, 'stop'),
        usage,
      ]),
    ]);
  const { texts, finish, bodies } = await play(script, { api: 'chat' });
  assert.equal(texts, ['Hi']);
  assert.is(finish!.reason, 'stop');
  assert.equal(bodies[0]!.messages, [{ role: 'user', content: 'Once' }]);
});

const whole = (choice: object) => ({
  object: 'chat.completion',
  choices: [{ index: 0, finish_reason: 'length', ...choice }],
  usage: usage.usage,
});

test('a batch is delivered whole: no stream is asked for, and the answer is one event', async () => {
  for (const [api, choice] of [
    ['completions', { text: 'Hi there' }],
    ['chat', { message: { role: 'assistant', content: 'Hi there', refusal: null } }],
  ] as const) {
    const script: Script = (response) => response.end(JSON.stringify(whole(choice)));
    const { texts, finish, bodies } = await play(script, { api }, { delivery: 'batch' });
    assert.equal(texts, ['Hi there']);
    assert.equal(finish, { ...COUNTED, batchRequest: 'each' });
    assert.is(bodies[0]!.stream, false);
    assert.not('stream_options' in bodies[0]!);
  }
  const streamed = await play((response) => sendPieces(response, [events([text('a'), end, usage])]), {}, {});
  assert.is(streamed.bodies[0]!.stream, true);
});

test('a whole answer that was thought, and one that calls a tool', async () => {
  const message = {
    content: null,
    reasoning_content: 'hm',
    tool_calls: [{ id: 'x', function: { name: 'look', arguments: '{}' } }],
  };
  const script: Script = (response) => response.end(JSON.stringify(whole({ message })));
  const { texts, contents } = await play(script, { api: 'chat' }, { delivery: 'batch' });
  assert.equal(
    [texts, contents],
    [
      ['hm', 'look{}'],
      ['reasoning', 'tool'],
    ],
  );
});

test('a whole answer that is none is told in one line', async () => {
  for (const [body, message] of [
    ['<html>', /did not answer with JSON: <html>/],
    ['[]', /without saying why/],
    ['null', /no JSON object: null/],
    ['{"error":{"message":"out of blocks"}}', /broke off: out of blocks/],
    [JSON.stringify(whole({ text: '' })), /without a token/],
    [JSON.stringify({ choices: [{ text: 'a', finish_reason: 'stop' }] }), /no token counts/],
  ] as const) {
    const { texts, error } = await play((response) => response.end(body), {}, { delivery: 'batch' });
    assert.ok(texts.length <= 1);
    assert.instance(error, BackendError);
    assert.match(error!.message, message);
  }
});

test('a whole answer may take ten times as long as a stream may be silent', async () => {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = ((run: () => void, ms: number) =>
    ms === 812_340 ? setTimeout(run, 1) : setTimeout(run, ms)) as typeof setTimeout;
  try {
    const { error } = await play(() => undefined, { stallMs: 81_234 }, { delivery: 'batch' });
    assert.match(error!.message, 'sent no part of an answer for 812340 ms');
  } finally {
    globalThis.setTimeout = setTimeout;
  }
});

test('a server that refuses max_tokens is asked by the other name, once and for all', async () => {
  const server = await startScriptedServer((response, n) => {
    if (n > 0) return sendPieces(response, [events([text('a'), end, usage])]);
    const message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
    return response.writeHead(400).end(JSON.stringify({ error: { message } }));
  });
  const openai = { baseUrl: server.baseUrl };
  const backend = await connectOpenAi(backendSpec.parse({ backend: 'openai', model: 'm', openai }));
  for (let i = 0; i < 2; i++) {
    const recorder = await new RequestRecorder('stream', 0).record(backend.submit([request()])[0]!);
    assert.is(recorder.measures().status, 'ok');
  }
  assert.equal(
    server.bodies.map(({ max_tokens, max_completion_tokens }) => [max_tokens, max_completion_tokens]),
    [
      [8, undefined],
      [undefined, 8],
      [undefined, 8],
    ],
  );
  await server.close();
});

test('what else is asked of a server goes with every request', async () => {
  const script: Script = (response) => sendPieces(response, [events([text('a'), end, usage])]);
  const chatTemplateKwargs = { enable_thinking: false };
  const extraBody = { min_p: 0.1, stream_options: { include_usage: true, continuous_usage_stats: true } };
  const { bodies } = await play(script, { api: 'chat', extraBody, chatTemplateKwargs });
  const { min_p, stream_options, chat_template_kwargs, stream } = bodies[0]!;
  assert.equal([min_p, stream, chat_template_kwargs], [0.1, true, chatTemplateKwargs]);
  assert.equal(stream_options, extraBody.stream_options);
  const openai = { baseUrl: 'http://127.0.0.1:1/v1', chatTemplateKwargs };
  const error = await connectOpenAi(backendSpec.parse({ backend: 'openai', model: 'm', openai })).catch(
    (e) => e,
  );
  assert.instance(error, InputError);
  assert.match(error.message, /--chat-template-kwargs is for chats alone; take --api chat/);
});

test('headers go with every request, what they keep secret from the environment', async () => {
  process.env.STREAMBATCH_TEST_KEY = 'secret';
  const server = await startScriptedServer((response) =>
    sendPieces(response, [events([text('a'), end, usage])]),
  );
  const openai = {
    baseUrl: server.baseUrl,
    header: ['X-Team: speech', 'Authorization: $STREAMBATCH_TEST_KEY'],
  };
  const backend = await connectOpenAi(backendSpec.parse({ backend: 'openai', model: 'm', openai }));
  await new RequestRecorder('stream', 0).record(backend.submit([request()])[0]!);
  const { 'x-team': team, authorization } = server.headers[0]!;
  assert.equal([team, authorization], ['speech', 'secret']);
  await server.close();
});

test('what is thought, a tool call and a refusal are tokens, each told as what it is', async () => {
  const delta = (delta: object, finish_reason: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason }],
  });
  const thought = { completion_tokens_details: { reasoning_tokens: 2 } };
  const script: Script = (response) =>
    sendPieces(response, [
      events([
        delta({ role: 'assistant', content: null }),
        delta({ reasoning_content: 'Let me see' }),
        delta({ reasoning: ' …' }),
        delta({ content: 'Here' }),
        delta({ tool_calls: [{ index: 0, id: 'x', function: { name: 'look', arguments: '' } }] }),
        delta({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
        delta({ refusal: 'No.' }),
        delta({}, 'tool_calls'),
        { ...usage, usage: { ...usage.usage, ...thought } },
      ]),
    ]);
  const { texts, contents, finish } = await play(script, { api: 'chat' });
  assert.equal(texts, ['Let me see', ' …', 'Here', 'look', '{}', 'No.']);
  assert.equal(contents, ['reasoning', 'reasoning', undefined, 'tool', 'tool', undefined]);
  assert.equal(finish, { ...COUNTED, reason: 'stop', reasoningTokens: 2 });
});

test('an answer without one token is an error, not a row with blanks', async () => {
  for (const nothing of [
    [end, usage],
    [{ choices: [{ index: 0, delta: { role: 'assistant' } }] }, end, usage],
  ]) {
    const { finish, error } = await play((response) => sendPieces(response, [events(nothing)]));
    assert.is(finish, undefined);
    assert.instance(error, BackendError);
    assert.match(error!.message, /\(length\) without a token of text/);
  }
});

test('one answer is asked for: of several, none is measured', async () => {
  const second = { choices: [{ index: 1, text: 'b', finish_reason: null }] };
  const { texts, error } = await play((response) =>
    sendPieces(response, [events([text('a'), second, end, usage])]),
  );
  assert.equal(texts, ['a']);
  assert.match(error!.message, /several answers to one prompt/);
});

test('usage that cannot be is not believed: the tokenizer counts, or its absence is told', async () => {
  const tokenizer = `${checkoutRoot}/data/models/storyteller`;
  for (const completion_tokens of [0, -3, '5', null]) {
    const lie = { choices: [], usage: { prompt_tokens: 3, completion_tokens } };
    const script: Script = (response) => sendPieces(response, [events([text(', a little boy'), end, lie])]);
    const { error } = await play(script);
    assert.match(error!.message, /token counts that cannot be .*"completion_tokens":.*--tokenizer FOLDER/);
    const { finish } = await play(script, { tokenizer });
    assert.equal([finish!.outputTokens, finish!.countedHere], [4, true]);
  }
});

test('what a cache had of the prompt is told', async () => {
  const cached = { usage: { ...usage.usage, prompt_tokens_details: { cached_tokens: 2 } } };
  const { finish } = await play((response) =>
    sendPieces(response, [events([text('a'), end, { ...usage, ...cached }])]),
  );
  assert.equal(finish, { ...COUNTED, cachedTokens: 2 });
});

test('tokens are counted by usage, never by pieces, and the last count holds', async () => {
  const early = { ...text('a'), usage: { prompt_tokens: 3, completion_tokens: 1 } };
  const { texts, finish } = await play((response) =>
    sendPieces(response, [events([early, text('bcdefgh'), end, usage])]),
  );
  assert.equal(texts, ['a', 'bcdefgh']);
  assert.equal(finish, COUNTED);
});

test('a server that does not count: its tokenizer does, and the row is marked', async () => {
  const script: Script = (response) => sendPieces(response, [events([text(', a little boy'), end])]);
  const tokenizer = `${checkoutRoot}/data/models/storyteller`;
  const { finish } = await play(script, { tokenizer }, { prompt: 'Once upon a time' });
  // golden.json of the model: the prompt is ids [0, 487, 486, 259, 407], and its answer begins 45, 259, 619, 443.
  assert.equal(finish, {
    ...COUNTED,
    promptTokens: 5,
    outputTokens: 4,
    computedTokens: 4,
    countedHere: true,
  });
  const recorder = new RequestRecorder('stream', 0);
  recorder.onEvent(finish!, 1);
  assert.is(recorder.measures().flags, 'counted-here');
  assert.match((await play(script)).error!.message, '--tokenizer');
});

/** A first token, and no more. */
const begin = (response: ServerResponse): void => {
  response.writeHead(200);
  response.write(events([text('a')], false));
};

const BROKEN: readonly [string, Script, RegExp][] = [
  [
    'an error in the middle',
    (r) => sendPieces(r, [events([text('a'), { error: { message: 'out of blocks' } }])]),
    /out of blocks/,
  ],
  [
    'an error event',
    (r) => sendPieces(r, [events([text('a')], false), 'event: error\ndata: {"error":"x"}\n\n']),
    /broke off/,
  ],
  [
    'no JSON',
    (r) => sendPieces(r, [events([text('a')], false), 'data: <html>\n\n']),
    /no JSON object: <html>/,
  ],
  ['an end without a reason', (r) => sendPieces(r, [events([text('a')], false)]), /without saying why/],
  [
    'one that was given up',
    (r) =>
      sendPieces(r, [events([text('a'), { choices: [{ index: 0, text: '', finish_reason: 'abort' }] }])]),
    /broke off: abort/,
  ],
  [
    'an event of 10 MB',
    (r) => sendPieces(r, [events([text('a')], false), events([text('x'.repeat(10 << 20))])]),
    /sent an event of more than 1048576 characters/,
  ],
  [
    // llama-cpp-python's server 0.3.36, when another request comes: [DONE], no reason, and half an HTTP body.
    'an answer that is dropped for the next request',
    (r) => {
      r.writeHead(200);
      r.write(events([text('a')]), () => r.destroy());
    },
    /without saying why.*--interrupt_requests false/,
  ],
  [
    'a connection that breaks',
    (r) => {
      begin(r);
      setImmediate(() => r.destroy());
    },
    /ended early/,
  ],
];
async function failsOnce(script: Script, message: RegExp, settings: Partial<Settings> = {}): Promise<void> {
  const { texts, finish, error, bodies } = await play(script, settings);
  assert.equal(texts, ['a']);
  assert.is(finish, undefined);
  assert.instance(error, BackendError);
  assert.match(error!.message, message);
  assert.is(bodies.length, 1, 'it is not asked again');
}
for (const [name, script, message] of BROKEN) {
  test(`${name} fails the request, once, after what had come`, () => failsOnce(script, message));
}

test('a stall fails the request, once, after what had come', async () => {
  const { setTimeout } = globalThis;
  const stallMs = 81_234;
  // The time for it is over when the first bytes have come, and not before, however slow the machine is.
  globalThis.setTimeout = ((run: () => void, ms: number) =>
    ms === stallMs ? { refresh: () => setImmediate(run) } : setTimeout(run, ms)) as typeof setTimeout;
  try {
    await failsOnce(begin, /sent nothing for 81234 ms/, { stallMs });
  } finally {
    globalThis.setTimeout = setTimeout;
  }
});

test('signs of life are no answer: a server that sends nothing else is left', async () => {
  const { setTimeout } = globalThis;
  const alive: Script = (response) => {
    response.writeHead(200);
    response.write(': keep-alive\n\n');
  };
  globalThis.setTimeout = ((run: () => void, ms: number) =>
    ms === 812_340 ? setTimeout(run, 1) : setTimeout(run, ms)) as typeof setTimeout;
  try {
    const { error } = await play(alive, { stallMs: 81_234 });
    assert.match(error!.message, 'sent no part of an answer for 812340 ms');
  } finally {
    globalThis.setTimeout = setTimeout;
  }
});

test('a server that does not stop is left', async () => {
  const script: Script = (response) => {
    response.writeHead(200);
    const more = () => response.destroyed || response.write(events([text('a')], false), more);
    more();
  };
  const { texts, error } = await play(script, {}, { maxNewTokens: 2 });
  assert.is(texts.length, 33);
  assert.match(error!.message, /does not stop: 32 chunks .* at most 2 tokens/);
});

test('what is no stream is told by what it is: a page, an error with status 200', async () => {
  for (const [type, body, says] of [
    [
      'text/html; charset=utf-8',
      '<h1>Sign in</h1>',
      /answered with text\/html, not with events: <h1>Sign in/,
    ],
    ['application/json', '{"error":"no such model"}', /application\/json, .*no such model/],
  ] as const) {
    const { error } = await play((r) => r.writeHead(200, { 'content-type': type }).end(body));
    assert.instance(error, BackendError);
    assert.match(error!.message, says);
  }
});

test('odd chunks add nothing, and break nothing', async () => {
  const odd = [
    { choices: 'x' },
    { choices: [null, 7, { delta: 5 }] },
    { choices: [{ delta: { tool_calls: {} } }] },
    { usage: 7 },
    [],
  ];
  const { texts, finish } = await play((r) => sendPieces(r, [events([...odd, text('a'), end, usage])]));
  assert.equal([texts, finish], [['a'], COUNTED]);
});

test('refusals are told with the words of the server', async () => {
  const refuse: Script = (response) => response.writeHead(429).end('{"error":{"message":"slow down"}}');
  assert.match((await play(refuse)).error!.message, /429: slow down/);
  const page: Script = (response) => response.writeHead(502).end('<h1>Bad Gateway</h1>');
  assert.match((await play(page)).error!.message, /502: <h1>Bad Gateway/);
});

test('a refusal that blames the request is an InputError, one that does not a BackendError', async () => {
  for (const status of [400, 413, 422]) {
    const { error } = await play((response) => response.writeHead(status).end('{"error":{"message":"no"}}'));
    assert.instance(error, InputError);
    assert.match(error!.message, `${status}: no`);
    assert.instance(error!.cause, BackendError);
  }
  for (const status of [401, 404, 429, 500])
    assert.instance((await play((response) => response.writeHead(status).end())).error, BackendError);
});

test('token ids are completed, and cannot be chatted with', async () => {
  const script: Script = (response) => sendPieces(response, [events([text('a'), end, usage])]);
  assert.equal((await play(script, {}, { prompt: [5, 6] })).bodies[0]!.prompt, [5, 6]);
  const { error, bodies } = await play(script, { api: 'chat' }, { prompt: [5, 6] });
  assert.instance(error, InputError);
  assert.match(error!.message, 'no token ids');
  assert.is(bodies.length, 0, 'it is not asked');
});

test('without [DONE], and with more after it: the answer is what it is', async () => {
  const short = await play((response) => sendPieces(response, [events([text('a'), end, usage], false)]));
  assert.equal([short.texts, short.finish], [['a'], COUNTED]);
  const long = await play((response) =>
    sendPieces(response, [events([text('a'), end, usage]), events([text('b')])]),
  );
  assert.equal([long.texts, long.finish], [['a'], COUNTED]);
});

test('after [DONE] the answer is complete, whatever becomes of the connection', async () => {
  const { texts, finish } = await play((response) => {
    response.writeHead(200);
    response.write(events([text('a'), end, usage]), () => response.destroy());
  });
  assert.equal([texts, finish], [['a'], COUNTED]);
});

test('a server that ends an answer before its forced length fails the request, with the way out', async () => {
  const stop = { choices: [{ index: 0, text: '', finish_reason: 'stop' }] };
  const script: Script = (response) => sendPieces(response, [events([text('a'), stop, usage])]);
  const { error } = await play(script, {}, { forceLength: true });
  assert.match(error!.message, /5 of exactly 8 tokens.*--length natural/);
  assert.is((await play(script, {}, { forceLength: true, maxNewTokens: 5 })).error, undefined);
});

test('cancelling and deadlines end the stream at once, and the server is left', async () => {
  const server = await startScriptedServer(begin);
  const openai = { baseUrl: server.baseUrl };
  const backend = await connectOpenAi(backendSpec.parse({ backend: 'openai', model: 'm', openai }));
  const abort = new AbortController();
  const reasons: string[] = [];
  for (const more of [{ signal: abort.signal }, { deadlineMs: 30 }]) {
    for await (const event of backend.submit([request(more)])[0]!) {
      if (event.kind === 'token') abort.abort();
      else reasons.push(event.reason);
    }
  }
  assert.equal(reasons, ['cancelled', 'deadline']);
  await server.left;
  await server.close();
});

test('sequential asks one at a time, static a group at a time, continuous all at once', async () => {
  for (const [scheduler, expected] of [
    ['sequential', 1],
    ['static', 2],
    ['continuous', 4],
  ] as const) {
    const waiting: ServerResponse[] = [];
    let most = 0;
    const answer = () => {
      most = Math.max(most, waiting.length);
      for (const response of waiting.splice(0)) sendPieces(response, [events([text('a'), end, usage])]);
    };
    const server = await startScriptedServer((response) => {
      // answered once all that are expected have come, and time for one too many
      if (waiting.push(response) === expected) setTimeout(answer, 40);
    });
    const openai = { baseUrl: server.baseUrl };
    const backend = await connectOpenAi(
      backendSpec.parse({ backend: 'openai', model: 'm', scheduler, openai }),
    );
    const streams = [...backend.submit([request(), request()]), ...backend.submit([request(), request()])];
    await Promise.all(streams.map((stream) => new RequestRecorder('stream', 0).record(stream)));
    assert.is(most, expected, scheduler);
    await server.close();
  }
});

test('against our own server: the tokens of the backend behind it, counted by it', async () => {
  const server = await startTestServer({ apiKey: 'secret' });
  process.env.STREAMBATCH_TEST_KEY = 'secret';
  const openai = { baseUrl: `${server.url}/v1/`, apiKeyEnv: 'STREAMBATCH_TEST_KEY' };
  const spec = { backend: 'openai', model: 'mock', openai } as const;
  const backend = await connectOpenAi(backendSpec.parse(spec));
  const recorder = await new RequestRecorder('stream', 0).record(
    backend.submit([request({ forceLength: true })])[0]!,
  );
  const { status, output_len, prompt_tokens, flags } = recorder.measures();
  assert.equal(
    { status, output_len, prompt_tokens, flags },
    { status: 'ok', output_len: 8, prompt_tokens: 2, flags: null },
  );
  assert.is(recorder.text.trim().split(' ').length, 8);
  const failure = (more: object) =>
    connectOpenAi(backendSpec.parse({ ...spec, ...more })).catch((error) => error);
  assert.match((await failure({ model: 'other' })).message, 'one of mock');
  assert.instance(await failure({ openai: undefined }), InputError);
  assert.match((await failure({ openai: { baseUrl: `${server.url}/v1` } })).message, 'API key');
  await server.close();
});

for (const [data, contextLength] of [
  [[{ id: 'other' }, { id: 'mock', max_model_len: 4096 }], 4096],
  [[null, { id: 'mock', max_model_len: null }], null],
  [[{ id: 'mock', max_model_len: '4096' }], null],
  [[], null],
] as const) {
  test(`a server that lists ${JSON.stringify(data)} has a context of ${contextLength}`, async () => {
    const server = await startHttpServer((_, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ object: 'list', data })),
    );
    const openai = { baseUrl: `${server.url}/v1` };
    const backend = await connectOpenAi(backendSpec.parse({ backend: 'openai', model: 'mock', openai }));
    assert.is(backend.info.contextLength, contextLength);
    await backend.close();
    await server.close();
  });
}

test.run();
