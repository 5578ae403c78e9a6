import { test } from 'uvu';
import * as assert from 'uvu/assert';
import connectOpenAi from '../../src/backends/openai/backend.js';
import { backendSpec } from '../../src/backends/spec.js';
import { BackendError } from '../../src/errors.js';
import { openServerTarget } from '../../src/load/server-target.js';
import { RequestRecorder } from '../../src/metrics/recorder.js';
import { familyNamed } from '../../src/ways.js';
import { HttpStatusError } from '../../src/wire/client.js';
import { startHttpServer } from '../support/http-server.js';
import { rejection } from '../support/rejection.js';
import { startTestServer } from '../support/test-server.js';
import { startThinkingServer } from '../support/thinking-server.js';

for (const [what, body, says] of [
  ['a page', '<html>', /\/info did not answer with JSON: <html>$/],
  ['another JSON', '{"backend":"x"}', /\/info is not of a streambatch server: modelId is missing/],
] as const) {
  test(`a target that answers with ${what} is no streambatch server`, async () => {
    const server = await startHttpServer((_, response) => response.end(body));
    const error = await rejection(openServerTarget(`${server.url}/`));
    await server.close();
    assert.instance(error, BackendError);
    assert.match(error.message, says);
  });
}

for (const mode of ['stream', 'batch'] as const) {
  test(`${mode}: what a server behind it thought, and had in its cache, is told apart`, async () => {
    const remote = await startThinkingServer();
    const openai = { baseUrl: remote.baseUrl, api: 'chat' } as const;
    const spec = backendSpec.parse({ backend: 'openai', model: 'mock', openai });
    const server = await startTestServer({ start: () => connectOpenAi(spec) });
    const target = await openServerTarget(server.url);
    const recorder = new RequestRecorder(mode, 0);
    const contents: unknown[] = [];
    recorder.onEvent = (event, atMs) => {
      if (event.kind === 'token') contents.push(event.content);
      RequestRecorder.prototype.onEvent.call(recorder, event, atMs);
    };
    const request = { promptId: 'p', prompt: 'Hello', maxNewTokens: 9, forceLength: false };
    await target.send([{ request, recorder }], familyNamed(mode), new AbortController().signal);
    const { status, reasoning_tokens, cached_tokens } = recorder.measures();
    assert.equal(
      { status, reasoning_tokens, cached_tokens },
      { status: 'ok', reasoning_tokens: 2, cached_tokens: 4 },
    );
    if (mode === 'stream') assert.equal(contents, ['reasoning', 'reasoning', undefined, undefined]);
    await server.close();
    await remote.close();
  });
}

test('a server with a key is opened with it, and refuses without', async () => {
  const server = await startTestServer({ apiKey: 'secret' });
  const error = await rejection(openServerTarget(server.url));
  assert.is((error as HttpStatusError).status, 401);
  assert.instance(error, HttpStatusError);
  assert.is((await openServerTarget(server.url, 'secret')).info.backend, 'mock');
  await server.close();
});

test.run();
