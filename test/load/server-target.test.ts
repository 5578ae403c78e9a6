import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BackendError } from '../../src/errors.js';
import { openServerTarget } from '../../src/load/server-target.js';
import { HttpStatusError } from '../../src/wire/client.js';
import { startHttpServer } from '../support/http-server.js';
import { rejection } from '../support/rejection.js';
import { startTestServer } from '../support/test-server.js';

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

test('a server with a key is opened with it, and refuses without', async () => {
  const server = await startTestServer({ apiKey: 'secret' });
  const error = await rejection(openServerTarget(server.url));
  assert.is((error as HttpStatusError).status, 401);
  assert.instance(error, HttpStatusError);
  assert.is((await openServerTarget(server.url, 'secret')).info.backend, 'mock');
  await server.close();
});

test.run();
