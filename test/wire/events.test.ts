import type { ServerResponse } from 'node:http';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BackendError } from '../../src/errors.js';
import { HttpStatusError, postForEvents } from '../../src/wire/client.js';
import { startHttpServer } from '../support/http-server.js';
import { rejection } from '../support/rejection.js';

/** What a server that writes these pieces, each in a packet, is heard to say. */
async function heard(pieces: readonly (string | Buffer)[]) {
  const server = await startHttpServer((_, response) => void writeAll(response, pieces));
  const events: [string | undefined, string][] = [];
  let packets = 0;
  const onBytes = () => packets++;
  await postForEvents(server.url, {}, ({ event, data }) => events.push([event, data]), { onBytes });
  await server.close();
  return { events, packets };
}

async function writeAll(response: ServerResponse, pieces: readonly (string | Buffer)[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  for (const piece of pieces) await new Promise((resolve) => response.write(piece, resolve));
  response.end();
}

test('events as they are written, whatever packets they come in', async () => {
  const text = 'event: token\ndata: één 𝄞\n\n: a comment\n\ndata: plain\n\n';
  const expected = [
    ['token', 'één 𝄞'],
    [undefined, 'plain'],
  ];
  const bytes = [...Buffer.from(text)].map((byte) => Buffer.of(byte)); // characters are cut, too
  assert.equal((await heard([text])).events, expected);
  const { events, packets } = await heard(bytes);
  assert.equal(events, expected);
  assert.ok(packets > 0);
});

test('an event that is not ended when the stream is does not count', async () => {
  assert.equal((await heard(['data: whole\n\ndata: torn'])).events, [[undefined, 'whole']]);
});

test('what the reader throws ends the stream with it', async () => {
  const server = await startHttpServer((_, response) => response.write('data: a\n\n')); // and never ends
  const mine = new RangeError('not what I want');
  const error = await rejection(
    postForEvents(server.url, {}, () => {
      throw mine;
    }),
  );
  assert.is(error, mine);
  await server.close();
});

test('an event without an end is refused before it fills the memory', async () => {
  const server = await startHttpServer((_, response) => {
    const more = () => response.destroyed || response.write(`data: ${'x'.repeat(1 << 18)}`, more);
    more();
  });
  await rejection(postForEvents(server.url, {}, () => undefined));
  await server.close();
});

test('a status and a broken connection are errors, aborting its reason', async () => {
  const busy = await startHttpServer((_, response) => response.writeHead(503).end());
  assert.instance(await rejection(postForEvents(busy.url, {}, () => undefined)), HttpStatusError);
  await busy.close();
  const broken = await startHttpServer((_, response) => {
    response.write('data: a\n\n', () => response.destroy());
  });
  const seen: string[] = [];
  const error = await rejection(postForEvents(broken.url, {}, ({ data }) => seen.push(data)));
  assert.instance(error, BackendError);
  assert.match(error.message, 'ended early');
  assert.equal(seen, ['a']);
  const abort = new AbortController();
  const reason = new Error('enough');
  const left = postForEvents(broken.url, {}, () => abort.abort(reason), { signal: abort.signal });
  assert.is(await rejection(left), reason);
  await broken.close();
});

test.run();
