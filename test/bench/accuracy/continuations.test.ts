import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sharedTokens } from './continuations.js';

test('counts the tokens before the first other one', () => {
  const expected = [
    [1, 2, 3, 4],
    [1, 2, 3, 4],
    [1, 2, 3, 4],
  ];
  const found = [
    [1, 2, 3, 4],
    [1, 2, 9, 4],
    [9, 2, 3, 4],
  ];
  assert.is(sharedTokens(expected, found), (4 + 2 + 0) / 3);
});

test.run();
