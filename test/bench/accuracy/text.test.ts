import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadTokenizer } from '../../../src/model/tokenizer.js';
import { modelFolder } from '../../support/golden.js';
import { plainText } from './text.js';

test('eight different pieces of English, 512 tokens each, without headings and programs', async () => {
  const pieces = await plainText(modelFolder);
  assert.equal(
    pieces.map(({ length }) => length),
    new Array(8).fill(512),
  );
  const tokenizer = await loadTokenizer(modelFolder);
  const texts = pieces.map((piece) => tokenizer.decode(piece));
  assert.is(new Set(texts).size, 8);
  for (const text of texts) {
    assert.match(text, / the /);
    assert.not.match(text, /^ {3}|\*{5}|={4}/m);
  }
});

test.run();
