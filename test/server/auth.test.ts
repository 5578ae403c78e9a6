import { request } from 'node:http';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestServer } from '../support/test-server.js';

test('with a key: everything that reaches the model or the log needs it, probes do not', async () => {
  const server = await startTestServer({ apiKey: 'secret' });
  const status = async (path: string, authorization?: string) =>
    (await fetch(server.url + path, { headers: authorization ? { authorization } : {} })).status;
  assert.is(await status('/healthz'), 200);
  assert.is(await status('/readyz'), 200);
  for (const path of ['/v1/models', '/metrics']) {
    assert.is(await status(path), 401);
    for (const wrong of ['Bearer secre', 'Bearer secrets', 'Bearer ', 'Basic secret', 'secret']) {
      assert.is(await status(path, wrong), 401, `${path} ${wrong}`);
    }
    assert.is(await status(path, 'Bearer secret'), 200);
  }
  assert.is((await server.post('/stream', { prompt: 'a' })).status, 401);
  assert.is((await server.post('/batch', { prompts: ['a'] })).status, 401);
  await server.close();
});

test('a host the network can reach is refused without a key, unless that is meant', async () => {
  for (const host of ['0.0.0.0', '::', '192.168.0.1']) {
    let message = '';
    await startTestServer({ host }).catch((error: Error) => {
      message = error.message;
    });
    assert.match(message, '--require-key-env');
    assert.match(message, host);
  }
  await (await startTestServer({ host: '0.0.0.0', insecure: true })).close();
  await (await startTestServer({ host: '0.0.0.0', apiKey: 'secret' })).close();
});

/** Status of a request that calls the server by another name: fetch would not let us. */
function statusAs(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}/v1/models`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}

test('a web page whose name resolves to 127.0.0.1 does not get in', async () => {
  const server = await startTestServer();
  const { port } = new URL(server.url);
  assert.is(await statusAs(server.url, `evil.example:${port}`), 403);
  assert.is(await statusAs(server.url, `127.0.0.1.evil.example:${port}`), 403);
  assert.is(await statusAs(server.url, `localhost:${port}`), 200);
  assert.is(await statusAs(server.url, `127.0.0.1:${port}`), 200);
  await server.close();
});

test('other origins get no permission from the browser, and cannot send without asking', async () => {
  const server = await startTestServer();
  const preflight = await fetch(`${server.url}/stream`, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  assert.is(preflight.headers.get('access-control-allow-origin'), null);
  // The content types that a page may send across origins without a preflight (Fetch standard, "CORS-safelisted").
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const response = await server.post('/stream', '{"prompt":"a"}', { headers: { 'content-type': type } });
    assert.is(response.status, 415, type);
  }
  await server.close();
});

test.run();
