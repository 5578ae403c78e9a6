import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { textHash, textSequences } from '../../src/model/quality-text.js';

/** A token for each word. */
const words = { encode: (text: string) => text.split(/\s+/).map((word) => word.length) };

function textOf(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'quality-')), 'text.txt');
  writeFileSync(path, content);
  return path;
}

test('passages are read each by itself, and cut to the context; of one token nothing is predicted', async () => {
  const path = textOf('a bb ccc dddd\n\n\nalone\n\na bb\nccc\n');
  assert.equal(await textSequences(words, 3, path), [
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

test('a text with nothing to predict is refused, naming it', async () => {
  const path = textOf('alone\n');
  const error = await textSequences(words, 3, path).catch((error) => error);
  assert.match(error.message, `${path} holds no two tokens`);
});

test('the text of the checkout is whole passages of prose, and its hash knows a change', async () => {
  const sequences = await textSequences(words, 1000);
  assert.is(sequences.length, 4);
  assert.ok(sequences.every(({ length }) => length > 90));
  assert.is.not(await textHash(textOf('a')), await textHash(textOf('b')));
});

test.run();
