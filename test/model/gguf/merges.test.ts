import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mergesByScore } from '../../../src/model/gguf/merges.js';

const merges = (scores: Record<string, number>) =>
  mergesByScore(Object.keys(scores), Object.values(scores)).map((pair) => pair.join('+'));

test('the token with the highest score is made first, whatever its place in the vocabulary', () => {
  assert.equal(merges({ a: 0, b: 0, c: 0, bc: -2, ab: -1 }), ['a+b', 'b+c']);
});

test('every way to make a token counts, the longer beginning first', () => {
  assert.equal(merges({ a: 0, aa: -1, aaa: -2 }), ['a+a', 'aa+a', 'a+aa']);
});

test('characters beyond the basic plane are not cut', () => {
  assert.equal(merges({ '🙂': 0, a: 0, '🙂a': -1 }), ['🙂+a']);
});

test.run();
