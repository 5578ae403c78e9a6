import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheFolder, checkoutRoot } from '../checkout.mjs';
import { asError, BackendError, InputError } from '../errors.js';
import { isGguf } from '../model/gguf/name.js';

/** The model that comes with the checkout. */
export const EMBEDDED_MODEL = 'storyteller';

/** Where models from a hub are kept. */
export const HUB_CACHE = join(cacheFolder, 'hub');

export interface ModelLocation {
  /** As it is written to the log. */
  readonly id: string;
  /** Folder in hub layout, which for a hub model is filled by downloading; or a GGUF file. */
  readonly folder: string;
  readonly hub: boolean;
}

/**
 * Finds a model by what the user wrote: the embedded model's name, a local folder or GGUF file, or a hub id "owner/name".
 * @throws InputError when it is none of them.
 */
export function locateModel(model: string): ModelLocation {
  if (model === EMBEDDED_MODEL) {
    return { id: model, folder: join(checkoutRoot, 'data', 'models', model), hub: false };
  }
  if (existsSync(model)) return localModel(model);
  if (isGguf(model)) throw new InputError(`model "${model}" does not exist; give the path of a GGUF file`);
  if (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(model))
    return { id: model, folder: join(HUB_CACHE, model), hub: true };
  throw new InputError(
    `model "${model}" is neither an existing folder or .gguf file, nor a hub id like "owner/name", nor "${EMBEDDED_MODEL}"`,
  );
}

function localModel(model: string): ModelLocation {
  if (statSync(model).isDirectory() !== isGguf(model))
    return { id: model, folder: resolve(model), hub: false };
  throw new InputError(
    isGguf(model)
      ? `model "${model}" is a folder; give the .gguf file in it, or a folder with another name`
      : `model "${model}" is a file, and of files only those that end in .gguf are models; give that, or the folder with config.json`,
  );
}

/** @throws InputError for a GGUF file, which only the onnx backend reads */
export function refuseGguf({ id, folder }: ModelLocation, backend: string): void {
  if (!isGguf(folder)) return;
  throw new InputError(
    `the ${backend} backend cannot read the GGUF file ${id}; our engine can: leave --backend out, or say --backend onnx`,
  );
}

/** config.json of a folder in hub layout. @throws InputError when it is missing or no JSON. */
export function readConfig(folder: string): Record<string, unknown> {
  const path = join(folder, 'config.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError(
      `${path} cannot be read (${asError(error).message}); a model folder needs config.json, tokenizer.json and its weights`,
      { cause: error },
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
