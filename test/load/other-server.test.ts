import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BackendError } from '../../src/errors.js';
import { openServerTarget } from '../../src/load/server-target.js';
import { HttpStatusError } from '../../src/wire/client.js';
import { startHttpServer } from '../support/http-server.js';
import { rejection } from '../support/rejection.js';

const lists = (models: unknown) =>
  startHttpServer((request, response) =>
    request.url === '/v1/models'
      ? response.end(JSON.stringify(models))
      : response.writeHead(404).end('{"detail":"Not Found"}'),
  );

test('a target that is another kind of server says what to type', async () => {
  const server = await lists({ object: 'list', data: [{ id: 'qwen' }] });
  for (const url of [server.url, `${server.url}/v1`, `${server.url}/v1/`]) {
    const error = await rejection(openServerTarget(url));
    assert.instance(error, BackendError);
    assert.match(error.message, `--backend openai --target ${server.url}/v1 --model qwen`);
    assert.instance(error.cause, HttpStatusError);
  }
  await server.close();
});

test('one that lists nothing is told by what it answered', async () => {
  const server = await lists({ data: 'none' });
  const error = await rejection(openServerTarget(server.url));
  await server.close();
  assert.instance(error, HttpStatusError);
});

test.run();
