import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../../src/errors.js';
import { byteTokenizer } from '../../../src/model/byte-tokenizer.js';
import { loadChatTemplate } from '../../../src/model/chat.js';
import { loadTokenizer } from '../../../src/model/tokenizer.js';
import type { GgufValue } from '../../support/gguf/gguf.js';
import { rejection } from '../../support/rejection.js';
import { withGguf } from './tiny-gguf.js';

type Metadata = Record<string, GgufValue | null>;

const NORMAL = 1;
const UNKNOWN = 2;
const CONTROL = 3;
const BYTE = 6;

/** A letter of byte-level vocabularies for every byte; id 0 is a control token. */
const { vocab: IDS } = (byteTokenizer(257).tokenizer as { model: { vocab: Record<string, number> } }).model;
const LETTERS = Object.keys(IDS).sort((a, b) => IDS[a]! - IDS[b]!);

/** A byte-level vocabulary of all bytes and these merges. */
function byteLevel(pre: string | null, merges: readonly string[], more: Metadata = {}): Metadata {
  const tokens = [...LETTERS, ...merges.map((merge) => merge.replace(' ', ''))];
  return {
    'tokenizer.ggml.model': { string: 'gpt2' },
    'tokenizer.ggml.pre': pre === null ? null : { string: pre },
    'tokenizer.ggml.tokens': { strings: tokens },
    'tokenizer.ggml.token_type': { int32s: tokens.map((_, id) => (id === 0 ? CONTROL : NORMAL)) },
    'tokenizer.ggml.merges': { strings: merges },
    'tokenizer.ggml.bos_token_id': { uint32: 0 },
    'tokenizer.ggml.eos_token_id': { uint32: 0 },
    ...more,
  };
}

/** The text's tokens, each as text. */
function pieces(metadata: Metadata, text: string): Promise<string[]> {
  let found: string[] = [];
  return withGguf(metadata, async (path) => {
    const { encode, decode } = await loadTokenizer(path);
    found = encode(text, { addSpecialTokens: false }).map((id) => decode([id]));
  }).then(() => found);
}

const DIGITS = ['1 2', '12 3', '3 4', 'Ġ 1', '5 6'];

/** Words that a pattern does not cut apart are merged; those it cuts are not. */
const CUTS: [string | null, string, string[]][] = [
  ['gpt-2', '123', ['123']],
  ['smollm', '123', ['1', '2', '3']],
  ['smollm', ' 12', [' ', '1', '2']],
  ['qwen2', '123', ['1', '2', '3']],
  ['llama-bpe', '12356', ['123', '56']],
  ['default', '12356', ['123', '56']],
  [null, '12356', ['123', '56']],
];
for (const [pre, text, expected] of CUTS) {
  test(`${pre ?? 'no pre-tokenizer named'}: ${JSON.stringify(text)} becomes ${expected.join('|')}`, async () =>
    assert.equal(await pieces(byteLevel(pre, DIGITS), text), expected));
}

test('llama-bpe: a word that is a token is not merged anew', async () => {
  const more = ['a b', 'b c', 'ab c'];
  const unreachable = ['b c', 'a b', 'ab c']; // b + c comes first, and leaves no way to abc
  assert.equal(await pieces(byteLevel('gpt-2', more), 'abc'), ['abc']);
  assert.equal(await pieces(byteLevel('gpt-2', unreachable), 'abc'), ['a', 'bc']);
  assert.equal(await pieces(byteLevel('llama-bpe', unreachable), 'abc'), ['abc']);
});

/** Whether texts begin with the beginning-of-sequence token, which has id 0 here. */
const BEGINNINGS: [string, boolean | undefined, boolean][] = [
  ['gpt-2', undefined, false],
  ['gpt-2', true, true],
  ['qwen2', undefined, false],
  ['llama-bpe', undefined, true],
  ['llama-bpe', false, false],
];
for (const [pre, told, expected] of BEGINNINGS) {
  test(`${pre}, add_bos_token ${told}: texts ${expected ? '' : 'do not '}begin with it`, () => {
    const more: Metadata = told === undefined ? {} : { 'tokenizer.ggml.add_bos_token': { bool: told } };
    return withGguf(byteLevel(pre, [], more), async (path) => {
      const { encode } = await loadTokenizer(path);
      const a = IDS.a!;
      assert.equal(encode('a'), expected ? [0, a] : [a]);
      assert.equal(encode('a', { addSpecialTokens: false }), [a]);
    });
  });
}

test('control tokens are found in a text, and left out of what is decoded', () =>
  withGguf(byteLevel('gpt-2', []), async (path) => {
    const { encode, decode } = await loadTokenizer(path);
    const ids = encode('a<|endoftext|>b');
    assert.is(ids[1], 0);
    assert.is(decode(ids), 'ab');
  }));

/** SentencePiece: scores in place of merges, spaces as ▁, bytes for what is not in the vocabulary. */
function sentencePieces(more: Metadata = {}): Metadata {
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  const words = ['▁', 'a', 'b', 'c', '▁a', 'ab', 'bc', '▁ab'];
  const scores = [0, 0, 0, 0, -1, -3, -2, -4];
  return {
    'tokenizer.ggml.model': { string: 'llama' },
    'tokenizer.ggml.tokens': { strings: ['<unk>', '<s>', '</s>', ...bytes, ...words] },
    'tokenizer.ggml.scores': { float32s: [...Array(259).fill(0), ...scores] },
    'tokenizer.ggml.token_type': {
      int32s: [UNKNOWN, CONTROL, CONTROL, ...bytes.map(() => BYTE), ...words.map(() => NORMAL)],
    },
    'tokenizer.ggml.bos_token_id': { uint32: 1 },
    'tokenizer.ggml.eos_token_id': { uint32: 2 },
    ...more,
  };
}

const WORD = 259;

test('llama: a text begins with <s> and a space, and pairs are merged by score', () =>
  withGguf(sentencePieces(), async (path) => {
    const { encode, decode } = await loadTokenizer(path);
    assert.equal(encode('abc'), [1, WORD + 4, WORD + 6]); // ▁a bc: bc scores above ab and ▁ab
    assert.equal(encode('ab'), [1, WORD + 7]);
    assert.is(decode(encode('ab abc')), 'ab abc');
  }));

test('llama: without a space before, where the file says so', () =>
  withGguf(sentencePieces({ 'tokenizer.ggml.add_space_prefix': { bool: false } }), async (path) => {
    const { encode, decode } = await loadTokenizer(path);
    assert.equal(encode('ab'), [1, WORD + 5]);
    assert.is(decode(encode(' ab')), ' ab');
  }));

test('llama: what no token is made of goes byte by byte', () =>
  withGguf(sentencePieces(), async (path) => {
    const { encode, decode } = await loadTokenizer(path);
    assert.equal(encode('aé'), [1, WORD + 4, 3 + 0xc3, 3 + 0xa9]);
    assert.is(decode(encode('aé🙂')), 'aé🙂');
  }));

test('the chat template is the file’s own, with its special tokens', () => {
  const template = { string: "{{ bos_token }}{{ messages[0]['content'] }}{{ eos_token }}" };
  return withGguf(sentencePieces({ 'tokenizer.chat_template': template }), async (path) =>
    assert.is((await loadChatTemplate(path))!([{ role: 'user', content: 'Hi' }]), '<s>Hi</s>'),
  );
});

test('a base model has no chat template', () =>
  withGguf(sentencePieces(), async (path) => assert.is(await loadChatTemplate(path), null)));

/** Tokenizers that cannot be used, and what the refusal must name. */
const REFUSED: [Metadata, RegExp][] = [
  [byteLevel('tekken', []), /pre-tokenizer "tekken" \(tokenizer\.ggml\.pre\).*smollm/],
  [byteLevel('constructor', []), /pre-tokenizer "constructor"/],
  [{ 'tokenizer.ggml.model': { string: 't5' }, 'tokenizer.ggml.tokens': { strings: ['a'] } }, /kind "t5"/],
  [{}, /lacks tokenizer\.ggml\.tokens/],
  [byteLevel('gpt-2', [], { 'tokenizer.ggml.merges': null }), /lacks tokenizer\.ggml\.merges/],
  [
    byteLevel('gpt-2', [], { 'tokenizer.ggml.eos_token_id': { uint32: 999 } }),
    /eos_token_id is 999.*257 tokens/,
  ],
  [byteLevel('llama-bpe', [], { 'tokenizer.ggml.bos_token_id': null }), /tokenizer\.ggml\.bos_token_id/],
  [
    sentencePieces({ 'tokenizer.ggml.scores': { float32s: [0] } }),
    /1 tokenizer\.ggml\.scores for 267 tokens/,
  ],
];
for (const [metadata, reason] of REFUSED) {
  test(`refused: ${reason.source}`, () =>
    withGguf(metadata, async (path) => {
      const error = await rejection(loadTokenizer(path));
      assert.instance(error, InputError);
      assert.match(error.message, path);
      assert.match(error.message, reason);
    }));
}

test.run();
