import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer as HubTokenizer } from '@huggingface/tokenizers';
import { InputError } from '../errors.js';

export interface EncodeOptions {
  /** False for text that spells its special tokens out, as a rendered chat does; default true. */
  readonly addSpecialTokens?: boolean;
}

export interface Tokenizer {
  /** Token ids, with the special tokens the model's own template adds (a beginning-of-sequence token, say). */
  encode(text: string, options?: EncodeOptions): number[];
  /** Text, special tokens left out. */
  decode(ids: number[]): string;
}

/**
 * The tokenizer of a hub-layout folder. Loads `@huggingface/tokenizers` alone: a few ms, where transformers.js, which
 * wraps the same code, loads the whole runtime with it.
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const tokenizer = await readJson(join(folder, 'tokenizer.json')); // first, so that it is the one named where both are missing
  const config = await readJson(join(folder, 'tokenizer_config.json'));
  const hub = new HubTokenizer(tokenizer, config);
  return {
    encode: (text, { addSpecialTokens = true } = {}) =>
      hub.encode(text, { add_special_tokens: addSpecialTokens }).ids,
    decode: (ids) => hub.decode(ids, { skip_special_tokens: true }),
  };
}

async function readJson(path: string): Promise<object> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as object;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`the tokenizer file ${path} cannot be read: ${reason}`, { cause });
  }
}
