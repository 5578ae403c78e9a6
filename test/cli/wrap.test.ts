import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { wrap } from '../../src/cli/wrap.js';

test('lines end between words, and later ones are indented', () => {
  assert.equal(wrap('  - the first token comes later', 14, '    '), [
    '  - the first',
    '    token',
    '    comes',
    '    later',
  ]);
  assert.equal(wrap('short', 80), ['short']);
  assert.equal(wrap('', 80), ['']);
  assert.equal(wrap('unbreakable word', 5), ['unbreakable', 'word']);
});

test('nothing is lost, and no line is too long that has a place to break', () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 15, max: 60 }), (words, columns) => {
      const lines = wrap(words.join(' '), columns, '  ');
      assert.is(lines.map((line) => line.trim()).join(' '), words.join(' '));
      assert.ok(lines.every((line) => line.length <= columns));
    }),
  );
});

test.run();
