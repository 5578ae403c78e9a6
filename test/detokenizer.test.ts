import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Detokenizer } from '../src/detokenizer.js';

/** A byte-level vocabulary: each id is one UTF-8 byte. */
const bytes = (ids: number[]) => new TextDecoder().decode(Uint8Array.from(ids));
const pieces = (text: string) => {
  const detokenizer = new Detokenizer(bytes);
  const parts = [...new TextEncoder().encode(text)].map((id) => detokenizer.push(id));
  return [...parts, detokenizer.flush()];
};

test('hands out each character with the byte that completes it', () => {
  assert.equal(pieces('aé€'), ['a', '', 'é', '', '', '€', '']);
  assert.equal(pieces('😀!'), ['', '', '', '😀', '!', '']);
});

test('the pieces join to the text', () => {
  const text = 'Grüße, 世界 👩‍👩‍👧 — fin';
  assert.is(pieces(text).join(''), text);
});

test('a character cut off by the end is handed out as the replacement character', () => {
  const detokenizer = new Detokenizer(bytes);
  assert.is(detokenizer.push(0xe2), '');
  assert.is(detokenizer.push(0x82), '');
  assert.is(detokenizer.flush(), '\ufffd');
});

test('spaces that the decoder drops at the start of a text are kept inside it', () => {
  // SentencePiece decoders strip the leading space of whatever they are given.
  const words = ['▁Once', '▁upon'];
  const detokenizer = new Detokenizer((ids) =>
    ids
      .map((id) => words[id])
      .join('')
      .replaceAll('▁', ' ')
      .trimStart(),
  );
  assert.equal([detokenizer.push(0), detokenizer.push(1)], ['Once', ' upon']);
});

test.run();
