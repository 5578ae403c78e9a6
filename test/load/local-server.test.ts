import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BackendError, InputError } from '../../src/errors.js';
import { startLocalServer } from '../../src/load/local-server.js';
import { getJson } from '../../src/wire/client.js';
import { rejection } from '../support/rejection.js';

test('a server in a process of its own, with the options given, until it is closed', async () => {
  const server = await startLocalServer({
    backend: 'mock',
    mock: '0,0',
    maxNewTokens: 7,
    dtype: undefined,
    baseUrl: 'http://127.0.0.1:1/v1',
    header: ['X-Team: a', 'X-Run: b'],
    extraBody: { top_p: 0.9 },
  });
  const { backend, maxNewTokens } = (await getJson(`${server.url}/info`)) as Record<string, unknown>;
  assert.equal([backend, maxNewTokens], ['mock', 7]);
  await server.close();
  assert.throws(() => process.kill(server.pid, 0), /ESRCH/);
});

test('an option that serve refuses is an input error in its own words', async () => {
  for (const [options, says] of [
    [{ backend: 'abacus' }, /^--backend is "abacus"; it must be one of [^\n]+$/],
    [{ backend: 'mock', mock: 'soon' }, /^option '--mock <times>' argument 'soon' is invalid\. two times/],
    [{ nonesuch: true }, /^unknown option '--nonesuch'/],
    [{ backend: 'mock', maxPending: 1, requireKeyEnv: 'STREAMBATCH_NO_SUCH_KEY' }, /is not set$/],
  ] as const) {
    const error = await rejection(startLocalServer(options));
    assert.instance(error, InputError);
    assert.match(error.message, says);
  }
});

test('a server that dies without a word is told with how it ended', async () => {
  const dying = ['--import', 'data:text/javascript,console.error("no luck"); process.exit(9)'];
  const error = await rejection(startLocalServer({ backend: 'mock' }, dying));
  assert.instance(error, BackendError);
  assert.match(error.message, /^the server did not start: exit code 9, its last words: no luck$/);
});

test.run();
