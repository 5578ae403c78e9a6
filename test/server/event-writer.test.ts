import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EventWriter } from '../../src/server/event-writer.js';
import { startHttpServer } from '../support/http-server.js';

test('a reader that takes what comes is never slow, however small the buffer that it is allowed', async () => {
  let writing: Promise<unknown> | undefined;
  const server = await startHttpServer((_, response) => {
    const writer = new EventWriter(response, { streamBufferBytes: 1, slowReaderMs: 5_000 });
    const write = async () => {
      await writer.send('token', { index: 0 });
      await writer.send('finish', { index: 1 });
      await writer.send(null, '[DONE]');
    };
    writing = write().then(
      () => response.end(),
      (error: Error) => response.end(error.message),
    );
  });
  const body = await new Promise<string>((resolve, reject) => {
    get(server.url, (response) => text(response).then(resolve, reject));
  });
  await writing;
  await server.close();
  assert.is(body, 'event: token\ndata: {"index":0}\n\nevent: finish\ndata: {"index":1}\n\ndata: [DONE]\n\n');
});

test.run();
