/** How text is cut into words before byte pairs are merged, by `tokenizer.ggml.pre`. */
export interface PreTokenizer {
  /** Each cuts what the one before it has left; what lies between matches is kept. */
  readonly patterns: readonly string[];
  /** A word that is a token is not merged together anew. */
  readonly ignoreMerges?: boolean;
  /** Where the file does not say whether texts begin with its beginning-of-sequence token. */
  readonly addBos?: boolean;
  /** Text is composed first (NFC), as the model's own tokenizer does. */
  readonly composes?: boolean;
}

const CONTRACTIONS = "'s|'t|'re|'ve|'m|'ll|'d";
const ANY_CASE_CONTRACTIONS = "'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]";
/** GPT-2's: words, numbers and signs with the space before them. */
const GPT_2 = `${CONTRACTIONS}| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+`;
/** GPT-4's, with numbers in groups of so many digits. */
const gpt4 = (digits: string) =>
  `${ANY_CASE_CONTRACTIONS}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;

const gpt2: PreTokenizer = { patterns: [GPT_2] };
const singleDigits: PreTokenizer = { patterns: ['\\p{N}', GPT_2] };
const llama3: PreTokenizer = { patterns: [gpt4('{1,3}')], ignoreMerges: true, addBos: true };
const qwen2: PreTokenizer = { patterns: [gpt4('')], composes: true };

/** What llama.cpp takes these names for (llama-vocab.cpp); the patterns are those the models were published with. */
const PRE_TOKENIZERS: Readonly<Record<string, PreTokenizer>> = {
  default: { patterns: ['[\\p{P}$+<=>^~|]+', GPT_2, '\\p{N}+', '[0-9][0-9][0-9]'] },
  'gpt-2': gpt2,
  smollm: singleDigits,
  starcoder: singleDigits,
  'llama-bpe': llama3,
  'llama-v3': llama3,
  llama3,
  qwen2,
  'deepseek-r1-qwen': qwen2,
};

export const PRE_TOKENIZER_NAMES = Object.keys(PRE_TOKENIZERS);

export const preTokenizer = (name: string): PreTokenizer | undefined =>
  Object.hasOwn(PRE_TOKENIZERS, name) ? PRE_TOKENIZERS[name] : undefined;
