import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asError, InputError } from '../errors.js';
import { readHeader } from './gguf/header.js';
import { isGguf } from './gguf/name.js';
import { ggufTokenizer } from './gguf/tokenizer.js';

/** tokenizer.json and tokenizer_config.json of a hub-layout folder, or what a GGUF file has in their place. */
export async function readTokenizerFiles(path: string): Promise<{ tokenizer: object; config: object }> {
  if (isGguf(path)) return ggufTokenizer(readHeader(path));
  const tokenizer = await readJson(join(path, 'tokenizer.json')); // first, so that it is the one named where both are missing
  return { tokenizer, config: await readJson(join(path, 'tokenizer_config.json')) };
}

async function readJson(path: string): Promise<object> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as object;
  } catch (cause) {
    throw new InputError(`the tokenizer file ${path} cannot be read: ${asError(cause).message}`, { cause });
  }
}
