import type { GgufHeader } from './header.js';
import { mergesByScore } from './merges.js';
import type { Metadata } from './metadata.js';
import { PRE_TOKENIZER_NAMES, type PreTokenizer, preTokenizer } from './pre-tokenizers.js';
import { readVocabulary, type Vocabulary } from './vocabulary.js';

/** What a hub checkpoint has in tokenizer.json and tokenizer_config.json. */
export interface TokenizerFiles {
  readonly tokenizer: object;
  readonly config: {
    readonly chat_template?: string;
    readonly bos_token: string | null;
    readonly eos_token: string | null;
    readonly clean_up_tokenization_spaces: false;
  };
}

/** The tokenizer of a GGUF file, in the form of a hub checkpoint. @throws InputError for a kind that is not supported */
export function ggufTokenizer({ metadata }: GgufHeader): TokenizerFiles {
  const vocabulary = readVocabulary(metadata);
  return {
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: vocabulary.added,
      ...partsOf(metadata, vocabulary),
    },
    config: {
      chat_template: metadata.optionalString('tokenizer.chat_template'),
      bos_token: vocabulary.named('bos'),
      eos_token: vocabulary.named('eos'),
      clean_up_tokenization_spaces: false,
    },
  };
}

function partsOf(metadata: Metadata, vocabulary: Vocabulary): object {
  const kind = metadata.string('tokenizer.ggml.model');
  if (kind === 'gpt2') return bytePairs(metadata, vocabulary);
  if (kind === 'llama') return sentencePieces(metadata, vocabulary);
  throw metadata.refuse(`its tokenizer is of kind "${kind}"; gpt2 and llama are supported`);
}

/** Byte-level BPE, as GPT-2, Llama 3 and Qwen have it. */
function bytePairs(metadata: Metadata, vocabulary: Vocabulary): object {
  const name = metadata.optionalString('tokenizer.ggml.pre') ?? 'default';
  const pre = preTokenizer(name);
  if (!pre) {
    throw metadata.refuse(
      `its pre-tokenizer "${name}" (tokenizer.ggml.pre) is not known; ${PRE_TOKENIZER_NAMES.join(', ')} are`,
    );
  }
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };
  const merges = metadata.strings('tokenizer.ggml.merges').map((merge) => merge.split(' '));
  return {
    normalizer: pre.composes ? { type: 'NFC' } : null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [...splits(pre), byteLevel] },
    post_processor: template(metadata, vocabulary, pre.addBos ?? false),
    decoder: byteLevel,
    model: model(vocabulary, merges, { ignore_merges: pre.ignoreMerges ?? false, byte_fallback: false }),
  };
}

const splits = ({ patterns }: PreTokenizer): object[] =>
  patterns.map((Regex) => ({ type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false }));

const SPACE = '▁';

/** SentencePiece's BPE, as Llama 1 and 2 have it: spaces are letters, and what no token is made of goes byte by byte. */
function sentencePieces(metadata: Metadata, vocabulary: Vocabulary): object {
  const scores = metadata.optionalNumbers('tokenizer.ggml.scores');
  if (scores?.length !== vocabulary.tokens.length) {
    throw metadata.refuse(
      `it has ${scores?.length ?? 0} tokenizer.ggml.scores for ${vocabulary.tokens.length} tokens`,
    );
  }
  const prefix = metadata.optionalBoolean('tokenizer.ggml.add_space_prefix') ?? true;
  const spaces = { type: 'Replace', pattern: { String: ' ' }, content: SPACE };
  const decoders: object[] = [
    { type: 'Replace', pattern: { String: SPACE }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
  ];
  if (prefix) decoders.push({ type: 'Strip', content: ' ', start: 1, stop: 0 });
  return {
    normalizer: {
      type: 'Sequence',
      normalizers: prefix ? [{ type: 'Prepend', prepend: SPACE }, spaces] : [spaces],
    },
    pre_tokenizer: null,
    post_processor: template(metadata, vocabulary, true),
    decoder: { type: 'Sequence', decoders },
    model: model(vocabulary, mergesByScore(vocabulary.tokens, scores), { byte_fallback: true }),
  };
}

const model = (
  { tokens, unknown }: Vocabulary,
  merges: readonly (readonly string[])[],
  rules: object,
): object => ({
  type: 'BPE',
  dropout: null,
  unk_token: unknown,
  fuse_unk: false,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
  merges,
  ...rules,
});

/** Puts the beginning- and end-of-sequence tokens around a text, where the file wants them. */
function template(metadata: Metadata, vocabulary: Vocabulary, addBos: boolean): object | null {
  const wants = (name: string, usually: boolean) =>
    metadata.optionalBoolean(`tokenizer.ggml.add_${name}_token`) ?? usually;
  const special = (name: 'bos' | 'eos') => {
    const id = vocabulary.named(name);
    if (id !== null) return [{ SpecialToken: { id, type_id: 0 } }];
    throw metadata.refuse(
      `its texts should have a token around them that it does not name (tokenizer.ggml.${name}_token_id)`,
    );
  };
  const begin = wants('bos', addBos) ? special('bos') : [];
  const end = wants('eos', false) ? special('eos') : [];
  if (begin.length + end.length === 0) return null;
  return { type: 'TemplateProcessing', single: [...begin, { Sequence: { id: 'A', type_id: 0 } }, ...end] };
}
