import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startHttpServer } from './http-server.js';
import { startSlowProxy } from './slow-proxy.js';

test('every piece arrives, in its order, whatever the delay; so do the request and the status', async () => {
  const server = await startHttpServer(async (request, response) => {
    response.writeHead(201, { 'content-type': 'text/event-stream' });
    for await (const piece of request) response.write(piece);
    for (const word of ['one', 'two', 'three']) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      response.write(` ${word}`);
    }
    response.end();
  });
  const proxy = await startSlowProxy(server.url, 3);
  const answer = await fetch(`${proxy.url}/some`, { method: 'POST', body: 'zero' });
  assert.equal([answer.status, await answer.text()], [201, 'zero one two three']);
  await proxy.close();
  await server.close();
});

test.run();
