import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BackendError } from '../../src/errors.js';
import { getJson, HttpStatusError, postJson } from '../../src/wire/client.js';
import { startHttpServer } from '../support/http-server.js';
import { rejection } from '../support/rejection.js';

test('sends JSON with its headers and reads JSON, in several packets', async () => {
  const server = await startHttpServer(async (request, response) => {
    const chunks = await request.toArray();
    const body = Buffer.concat(chunks).toString('utf8');
    const { method, headers } = request;
    const text = JSON.stringify({ method, body, type: headers['content-type'], key: headers.authorization });
    response.write(text.slice(0, 10));
    setImmediate(() => response.end(text.slice(10)));
  });
  const headers = { authorization: 'Bearer k' };
  const answer = await postJson(server.url, { a: 'ü' }, { headers });
  assert.equal(answer, { method: 'POST', body: '{"a":"ü"}', type: 'application/json', key: 'Bearer k' });
  assert.equal(await getJson(server.url), { method: 'GET', body: '' });
  await server.close();
});

test('an answer that is no JSON is told with its beginning, and keeps why', async () => {
  for (const [body, says] of [
    ['<html>', /did not answer with JSON: <html>$/],
    ['', /did not answer with JSON: no body$/],
  ] as const) {
    const server = await startHttpServer((_, response) => response.end(body));
    const error = await rejection(getJson(server.url));
    assert.instance(error, BackendError);
    assert.match(error.message, says);
    assert.instance(error.cause, SyntaxError);
    await server.close();
  }
});

test('a status is an error with the server’s own words and when to come again', async () => {
  for (const [body, retryAfter, says, seconds] of [
    ['{"error":{"message":"queue is full"}}', '7', 'answered 429: queue is full (try again after: 7)', 7],
    ['<h1>Too many</h1>', undefined, 'answered 429: <h1>Too many</h1>', null],
    ['', 'Wed, 21 Oct 2015 07:28:00 GMT', 'answered 429: no body', null],
  ] as const) {
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    const server = await startHttpServer((_, response) => response.writeHead(429, headers).end(body));
    const error = (await rejection(postJson(server.url, {}))) as HttpStatusError;
    assert.instance(error, HttpStatusError);
    assert.equal([error.status, error.retryAfterSeconds], [429, seconds]);
    assert.match(error.message, says);
    await server.close();
  }
});

test('a redirection is told with where it leads: a request is sent once, to whom it was meant for', async () => {
  const location = 'https://elsewhere.example/v1';
  const server = await startHttpServer((_, response) => response.writeHead(307, { location }).end());
  const error = await rejection(getJson(server.url));
  assert.is(error.message, `the server answered 307: it is at ${location}, and must be asked there`);
  await server.close();
});

test('a server that is not there, or ends early, is told as that and keeps why', async () => {
  const gone = await startHttpServer(() => undefined);
  await gone.close();
  const early = await startHttpServer((_, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{', () => response.destroy());
  });
  for (const url of [gone.url, early.url]) {
    const error = await rejection(getJson(url));
    assert.instance(error, BackendError);
    assert.match(error.message, 'cannot be reached or ended early');
    assert.match((error.cause as NodeJS.ErrnoException).code!, /ECONN/);
  }
  await early.close();
});

test('aborting ends the request with the reason, before the answer and in its middle', async () => {
  const reason = new Error('enough');
  for (const begins of [false, true]) {
    const abort = new AbortController();
    const server = await startHttpServer((request, response) => {
      request.socket.once('close', () => left());
      if (begins) response.write('{');
      setImmediate(() => abort.abort(reason));
    });
    let left!: () => void;
    const closed = new Promise<void>((resolve) => {
      left = resolve;
    });
    assert.is(await rejection(postJson(server.url, {}, { signal: abort.signal })), reason);
    await closed; // the server sees that nobody waits
    await server.close();
  }
  const before = AbortSignal.abort(reason);
  assert.is(await rejection(getJson('http://127.0.0.1:9', { signal: before })), reason);
});

test.run();
