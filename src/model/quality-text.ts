import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutRoot } from '../checkout.mjs';
import { InputError } from '../errors.js';
import { fingerprint } from '../fingerprint.js';
import type { Tokenizer } from './tokenizer.js';

const QUALITY_TEXT = join(checkoutRoot, 'data', 'quality.txt');

/** SHA-256 of the text, first 16 hex digits. */
export const textHash = async (path = QUALITY_TEXT): Promise<string> =>
  fingerprint(await readFile(path, 'utf8'));

/** Its passages (empty lines part them) as token ids, each cut to the model's context. */
export async function textSequences(
  tokenizer: Pick<Tokenizer, 'encode'>,
  maxPositions: number,
  path = QUALITY_TEXT,
): Promise<number[][]> {
  const passages = (await readFile(path, 'utf8')).trim().split(/\n\s*\n/);
  const sequences = passages.map((passage) => tokenizer.encode(passage).slice(0, maxPositions));
  const usable = sequences.filter(({ length }) => length > 1); // of one token, nothing is predicted
  if (usable.length > 0) return usable;
  throw new InputError(`${path} holds no two tokens for this model to predict`);
}
