import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { variablesDocumented, variablesRead } from './environment-variables.js';

test('README has every environment variable that the code and the notebooks read, and no other', () => {
  assert.equal(variablesDocumented(), variablesRead());
});

test('reads of several forms are found', () => {
  const names = variablesRead();
  for (const name of ['STREAMBATCH_CACHE', 'JUPYTER_PATH', 'GLIBC_TUNABLES', 'STREAMBATCH_HOLDOUT'])
    assert.ok(names.includes(name), name);
});

test.run();
