import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { byteTokenizer } from '../../src/model/byte-tokenizer.js';
import { loadTokenizer } from '../../src/model/tokenizer.js';
import { inScratch } from '../support/scratch.js';

test('any text survives the byte-level tokenizer, and every id has a text of its own', () =>
  inScratch(async (folder) => {
    const size = 1000;
    const { tokenizer, tokenizerConfig } = byteTokenizer(size);
    writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
    writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify(tokenizerConfig));
    const { encode, decode } = await loadTokenizer(folder);
    for (const text of [
      'Hello, world!',
      'a\tb\n\n c',
      'naïve Σ 日本語 🙂',
      String.fromCodePoint(0, 127, 173),
    ]) {
      const ids = encode(text);
      assert.is(ids.length, Buffer.byteLength(text));
      assert.is(decode(ids), text);
    }
    const words = Array.from({ length: size - 257 }, (_, i) => decode([257 + i]));
    assert.is(new Set(words).size, words.length);
    for (const word of words) assert.match(word, /^ ([bdfgklmnprstvz][aeiou])+$/);
  }));

test.run();
