import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheFolder, checkoutRoot } from '../checkout.mjs';
import { BackendError, InputError } from '../errors.js';

/** The model that comes with the checkout. */
export const EMBEDDED_MODEL = 'storyteller';

/** Where models from a hub are kept. */
export const HUB_CACHE = join(cacheFolder, 'hub');

export interface ModelLocation {
  /** As it is written to the log. */
  readonly id: string;
  /** Folder in hub layout; for a hub model it is filled by downloading. */
  readonly folder: string;
  readonly hub: boolean;
}

/**
 * Finds a model by what the user wrote: the embedded model's name, a local folder, or a hub id "owner/name".
 * @throws InputError when it is none of them.
 */
export function locateModel(model: string): ModelLocation {
  if (model === EMBEDDED_MODEL) {
    return { id: model, folder: join(checkoutRoot, 'data', 'models', model), hub: false };
  }
  if (existsSync(model)) return { id: model, folder: resolve(model), hub: false };
  if (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(model))
    return { id: model, folder: join(HUB_CACHE, model), hub: true };
  throw new InputError(
    `model "${model}" is neither an existing folder, nor a hub id like "owner/name", nor "${EMBEDDED_MODEL}"`,
  );
}

/** config.json of a folder in hub layout. @throws InputError when it is missing or no JSON. */
export function readConfig(folder: string): Record<string, unknown> {
  const path = join(folder, 'config.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError(
      `${path} cannot be read (${(error as Error).message}); a model folder needs config.json, tokenizer.json and its weights`,
    );
  }
}

/**
 * SHA-256 over the names and contents of the files that decide a model's output, first 16 hex digits: config and
 * tokenizer, and every file of `folder/weightsFolder` whose name begins with `weights`.
 */
export async function hashModel(folder: string, weightsFolder: string, weights: string): Promise<string> {
  const hash = createHash('sha256');
  const inFolder = (await readdir(join(folder, weightsFolder))).filter(
    (name) => name === `${weights}.onnx` || name.startsWith(`${weights}.onnx_data`),
  );
  if (inFolder.length === 0) throw new BackendError(`no ${weights}.onnx in ${join(folder, weightsFolder)}`);
  const files = [
    'config.json',
    'tokenizer.json',
    ...inFolder.sort().map((name) => join(weightsFolder, name)),
  ];
  for (const file of files) {
    if (!existsSync(join(folder, file))) continue;
    hash.update(`${file}\0`);
    for await (const chunk of createReadStream(join(folder, file))) hash.update(chunk);
  }
  return hash.digest('hex').slice(0, 16);
}
