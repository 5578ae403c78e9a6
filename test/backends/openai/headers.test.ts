import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { headersOf } from '../../../src/backends/openai/headers.js';
import { InputError } from '../../../src/errors.js';

type Settings = Parameters<typeof headersOf>[0];
const environment = { KEY: 'sk-1', EMPTY: '' };

test('the key, and headers as they were asked for', () => {
  assert.equal(headersOf({}, environment), {});
  assert.equal(
    headersOf({ apiKeyEnv: 'KEY', header: ['X-Team: speech: two', ' Helicone-Auth:$KEY '] }, environment),
    { authorization: 'Bearer sk-1', 'x-team': 'speech: two', 'helicone-auth': 'sk-1' },
  );
});

test('what is no header, a secret that is written out, and a variable that is not set', () => {
  for (const [settings, says] of [
    [{ header: ['nonsense'] }, /^--header takes 'Name: value', not 8 characters without a colon$/],
    [{ header: ['Authorization: Bearer sk-1'] }, /gets into logs; write 'Authorization: \$NAME'/],
    [{ header: ['X-Api-Key: sk-1'] }, /gets into logs/],
    [{ header: ['X-Team: $NOBODY'] }, /^--header X-Team: the environment variable NOBODY is not set$/],
    [{ apiKeyEnv: 'EMPTY' }, /^--api-key-env EMPTY: the environment variable EMPTY is not set$/],
  ] as [Settings, RegExp][]) {
    try {
      headersOf(settings, environment);
      assert.unreachable(String(says));
    } catch (error) {
      assert.instance(error, InputError);
      assert.match((error as Error).message, says);
      assert.not.match((error as Error).message, 'sk-1');
    }
  }
});

test.run();
