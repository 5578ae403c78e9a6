import type { Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BackendError } from '../../src/errors.js';
import { getJson, postJson } from '../../src/wire/client.js';
import { startHttpServer } from '../support/http-server.js';
import { rejection } from '../support/rejection.js';

/** Answers the first `answered` requests of each connection, and closes it upon the next, as one that was idle too long. */
async function startForgetful(answered: number) {
  const seen = new WeakMap<Socket, number>();
  let requests = 0;
  const server = await startHttpServer((request, response) => {
    requests++;
    const before = seen.get(request.socket) ?? 0;
    seen.set(request.socket, before + 1);
    if (before >= answered) request.socket.destroy();
    else request.resume().on('end', () => response.end('{"ok": true}'));
  });
  return { ...server, requests: () => requests };
}

test('a kept connection that the server has closed is no failure: the request goes out on a new one', async () => {
  const server = await startForgetful(1);
  for (let i = 0; i < 3; i++) assert.equal(await postJson(server.url, { i }), { ok: true });
  assert.equal(await getJson(server.url), { ok: true });
  await server.close();
});

test('a server that closes new connections has failed, and is not asked again', async () => {
  const server = await startForgetful(0);
  const error = await rejection(postJson(server.url, {}));
  assert.instance(error, BackendError);
  assert.match(error.message, /ended early: socket hang up$/);
  assert.is(server.requests(), 1);
  await server.close();
});

test('one that breaks off in the middle of an answer is not asked again', async () => {
  let requests = 0;
  const server = await startHttpServer((request, response) => {
    request.resume();
    if (requests++ === 0) return response.end('{}');
    response.writeHead(200);
    return response.write('{"half', () => request.socket.destroy());
  });
  await postJson(server.url, {});
  assert.instance(await rejection(postJson(server.url, {})), BackendError);
  assert.is(requests, 2);
  await server.close();
});

test.run();
