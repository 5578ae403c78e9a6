import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openTarget } from '../../src/cli/load-target.js';
import { BackendError, InputError } from '../../src/errors.js';
import { rejection } from '../support/rejection.js';
import { startTestServer } from '../support/test-server.js';

test('a server of another kind is asked from here, wherever its address stands', async () => {
  const server = await startTestServer();
  const baseUrl = `${server.url}/v1`;
  const other = { backend: 'openai', model: 'mock' } as const;
  for (const [where, options] of [
    [baseUrl, other],
    ['local', { ...other, baseUrl }],
  ] as const) {
    const { target, close } = await openTarget(where, options);
    assert.equal([target.info.backend, target.info.modelId], ['openai', 'mock']);
    await close();
  }
  await server.close();
});

test('a streambatch server is asked as one', async () => {
  const server = await startTestServer();
  const { target, close } = await openTarget(server.url, {});
  assert.is(target.info.backend, 'mock');
  await close();
  await server.close();
});

test('what cannot be opened says why', async () => {
  const nobody = await rejection(openTarget('http://127.0.0.1:9', {}));
  assert.instance(nobody, BackendError);
  const nowhere = await rejection(openTarget('local', { backend: 'openai', model: 'm' }));
  assert.instance(nowhere, InputError);
  assert.match(nowhere.message, '--base-url');
});

test.run();
