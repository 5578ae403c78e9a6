/** Token 0: begins and ends texts, and fills batches up. */
const END_OF_TEXT = '<|endoftext|>';

/**
 * A byte-level tokenizer for any vocabulary of at least 257: one token a byte after `<|endoftext|>`, without merges, so
 * that every text can be encoded. The rest of the vocabulary is made of invented words, so that every id a model with
 * random weights may produce can be shown.
 */
export function byteTokenizer(vocabularySize: number): { tokenizer: object; tokenizerConfig: object } {
  const vocab: Record<string, number> = { [END_OF_TEXT]: 0 };
  for (const character of byteCharacters()) vocab[character] = Object.keys(vocab).length;
  for (let id = 257; id < vocabularySize; id++) vocab[`Ġ${inventedWord(id)}`] = id;
  const special = { id: 0, content: END_OF_TEXT, special: true, normalized: false };
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [{ ...special, single_word: false, lstrip: false, rstrip: false }],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab,
      merges: [],
    },
  };
  const tokenizerConfig = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    bos_token: END_OF_TEXT,
    eos_token: END_OF_TEXT,
    pad_token: END_OF_TEXT,
    clean_up_tokenization_spaces: false,
    padding_side: 'left',
  };
  return { tokenizer, tokenizerConfig };
}

/** The printable stand-in of each byte, as GPT-2's byte-level encoding defines it: printable Latin-1 is itself, the others follow from U+0100. */
function byteCharacters(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : next++);
  });
}

const ONSETS = 'bdfgklmnprstvz';
const VOWELS = 'aeiou';

/** Different for every number: the syllables are its digits in base 70. */
function inventedWord(number: number): string {
  let word = '';
  for (let rest = number; rest > 0; rest = Math.floor(rest / 70)) {
    word += ONSETS[Math.floor((rest % 70) / 5)]! + VOWELS[rest % 5]!;
  }
  return word;
}
