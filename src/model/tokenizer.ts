import { Tokenizer as HubTokenizer } from '@huggingface/tokenizers';
import { readTokenizerFiles } from './tokenizer-files.js';

export interface EncodeOptions {
  /** False for text that spells its special tokens out, as a rendered chat does; default true. */
  readonly addSpecialTokens?: boolean;
}

export interface DecodeOptions {
  /** False writes special tokens out; default true. */
  readonly skipSpecialTokens?: boolean;
}

export interface Tokenizer {
  /** Token ids, with the special tokens the model's own template adds (a beginning-of-sequence token, say). */
  encode(text: string, options?: EncodeOptions): number[];
  /** Text, special tokens left out unless they are asked for. */
  decode(ids: number[], options?: DecodeOptions): string;
  /** There is such a token. Decoding drops those that there are not. */
  has(id: number): boolean;
}

/**
 * The tokenizer of a hub-layout folder or a GGUF file. Loads `@huggingface/tokenizers` alone: a few ms, where transformers.js, which
 * wraps the same code, loads the whole runtime with it.
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const { tokenizer, config } = await readTokenizerFiles(folder);
  const hub = new HubTokenizer(tokenizer, config);
  return {
    encode: (text, { addSpecialTokens = true } = {}) =>
      hub.encode(text, { add_special_tokens: addSpecialTokens }).ids,
    decode: (ids, { skipSpecialTokens = true } = {}) =>
      hub.decode(ids, { skip_special_tokens: skipSpecialTokens }),
    has: (id) => hub.id_to_token(id) !== undefined,
  };
}
