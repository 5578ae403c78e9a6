import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configsOf } from '../../src/cli/ab-sides.js';
import { InputError } from '../../src/errors.js';
import { startHttpServer } from '../support/http-server.js';
import { rejection } from '../support/rejection.js';
import { inScratch } from '../support/scratch.js';
import { startTestServer } from '../support/test-server.js';

const FLAGS = { out: 'x', ways: ['continuous'], batchSizes: [4], promptLimit: 3 };

test('a URL is a server: its version is added, and its only model is found', async () => {
  const server = await startTestServer();
  const where = { a: server.url, b: `${server.url}/v1/` };
  const { a, b } = await configsOf(where, FLAGS, []).finally(server.close);
  for (const { backend, ways, promptLimit, prefixCache } of [a, b]) {
    assert.equal([backend.backend, backend.model], ['openai', 'mock']);
    assert.is(backend.openai!.baseUrl, `${server.url}/v1`);
    assert.equal([ways, promptLimit, prefixCache], [['continuous'], 3, ['warm']]);
  }
});

test('of several models one must be named', async () => {
  const server = await startHttpServer((_, response) => {
    response.setHeader('content-type', 'application/json').end('{"data":[{"id":"one"},{"id":"two"}]}');
  });
  const where = { a: server.url, b: server.url };
  const error = await rejection(configsOf(where, FLAGS, []));
  await server.close();
  assert.instance(error, InputError);
  assert.match(error.message, 'lists one, two; say with --model');
  const { a } = await configsOf(where, { ...FLAGS, model: 'two' }, ['model']);
  assert.is(a.backend.model, 'two', 'nobody is asked');
});

test('what is no URL is named', async () => {
  const error = await rejection(configsOf({ a: 'http://', b: 'http://' }, FLAGS, []));
  assert.instance(error, InputError);
  assert.match(error.message, '--base-url is "http:"');
});

test('files say what they differ in; an option holds for both, and so does the seed of A', () =>
  inScratch(async (folder) => {
    const [a, b] = ['int8', 'fp32'].map((dtype, i) => {
      const path = join(folder, `${dtype}.yaml`);
      writeFileSync(
        path,
        `ways: [stream]\nseed: ${i}\nmaxNewTokens: ${i + 3}\nbackend: { dtype: ${dtype} }\n`,
      );
      return path;
    }) as [string, string];
    const configs = await configsOf({ a, b }, { ...FLAGS, maxNewTokens: 5 }, ['maxNewTokens']);
    assert.equal([configs.a.backend.dtype, configs.b.backend.dtype], ['int8', 'fp32']);
    assert.equal(
      [configs.a, configs.b].map(({ seed, maxNewTokens }) => [seed, maxNewTokens]),
      [
        [0, 5],
        [0, 5],
      ],
    );
    assert.is(configs.a.prefixCache, undefined, 'nothing of ours keeps prompts');
    const error = await rejection(configsOf({ a, b }, FLAGS, []));
    assert.match(error.message, 'maxNewTokens is 3 in A and 4 in B');
  }));

test.run();
