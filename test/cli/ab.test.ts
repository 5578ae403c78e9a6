import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runProgram } from '../../src/cli/run-program.js';
import { BackendError, InputError } from '../../src/errors.js';
import { rejection } from '../support/rejection.js';
import { inScratch } from '../support/scratch.js';
import { startTestServer } from '../support/test-server.js';

const ab = (...args: string[]) => rejection(runProgram(['ab', ...args]));

/** Two files of a mock, with more options in the second. */
const withFiles = (second: string, test: (a: string, b: string, folder: string) => Promise<void>) =>
  inScratch(async (folder) => {
    const paths = ['a', 'b'].map((name) => join(folder, `${name}.yaml`)) as [string, string];
    const mock = 'backend: { backend: mock, model: m }\n';
    writeFileSync(paths[0], mock);
    writeFileSync(paths[1], mock + second);
    await test(...paths, folder);
  });

test('a server that is not there is an error, in one line', async () => {
  const error = await ab('--a', 'http://127.0.0.1:9', '--b', 'http://127.0.0.1:9');
  assert.instance(error, BackendError);
  assert.match(error.message, /^[^\n]*127\.0\.0\.1:9[^\n]*$/);
});

test('a file that is not there is wrong input', async () => {
  const error = await ab('--a', '/nowhere.yaml', '--b', '/nowhere.yaml');
  assert.instance(error, InputError);
  assert.match(error.message, '/nowhere.yaml cannot be read');
});

test('sides that would be asked different things are refused', () =>
  withFiles('maxNewTokens: 7\n', async (a, b) => {
    const error = await ab('--a', a, '--b', b);
    assert.instance(error, InputError);
    assert.match(error.message, 'maxNewTokens is 32 in A and 7 in B');
  }));

test('a model that the server does not have is named with those it has', () =>
  inScratch(async (folder) => {
    const server = await startTestServer();
    const sides = ['--a', server.url, '--b', server.url, '--model', 'other'];
    const error = await ab(...sides, '--out', join(folder, 'x')).finally(server.close);
    assert.instance(error, InputError);
    assert.match(
      error.message,
      `(${server.url}): the server has no model "other"; --model must be one of mock`,
    );
  }));

test.run();
