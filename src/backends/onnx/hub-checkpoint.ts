import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../../errors.js';
import { type Fetch, hubOrigin, resumableFetch } from '../download.js';
import type { OnProgress } from '../load-progress.js';
import { HUB_CACHE, type ModelLocation } from '../model-files.js';

const NEEDED = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const OPTIONAL = ['generation_config.json', 'chat_template.jinja'];
const WHOLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

/**
 * Downloads a hub model's checkpoint (config, tokenizer, safetensors whole or in shards) into its folder, files that
 * are there already left out; a checkpoint that is complete asks the network for nothing.
 * @throws InputError when the hub has no such model or it has no safetensors; BackendError when it cannot be reached.
 */
export async function fetchCheckpoint(
  { id, folder }: ModelLocation,
  onProgress: OnProgress,
  fetch: Fetch = resumableFetch(join(HUB_CACHE, '.parts'), onProgress),
): Promise<void> {
  if (weightsOf(folder)?.every((file) => existsSync(join(folder, file)))) return;
  const get = (file: string) => fetchFile(id, folder, file, fetch);
  for (const file of NEEDED) if (!(await get(file))) throw missing(id, file);
  for (const file of OPTIONAL) await get(file);
  // Weights last: where they are complete, so is everything else.
  if (!(await get(INDEX)) && !(await get(WHOLE))) throw missing(id, WHOLE);
  for (const shard of weightsOf(folder) ?? []) if (!(await get(shard))) throw missing(id, shard);
}

/** Names of the weight files that the folder has or, by its index, must have; undefined when that is unknown. */
function weightsOf(folder: string): string[] | undefined {
  if (existsSync(join(folder, WHOLE))) return [WHOLE];
  const index = join(folder, INDEX);
  if (!existsSync(index)) return undefined;
  const { weight_map } = JSON.parse(readFileSync(index, 'utf8')) as { weight_map?: Record<string, string> };
  const shards = [...new Set(Object.values(weight_map ?? {}))];
  const strange = shards.find((name) => !/^[\w-][\w.-]*\.safetensors$/.test(name));
  if (strange !== undefined)
    throw new InputError(`${index} names a shard "${strange}", which is no file name`);
  return shards;
}

/** False where the hub has no such file. */
async function fetchFile(id: string, folder: string, file: string, fetch: Fetch): Promise<boolean> {
  const path = join(folder, file);
  if (existsSync(path)) return true;
  const token = process.env.HF_TOKEN;
  const headers = token ? { authorization: `Bearer ${token}` } : undefined;
  const response = await fetch(`${hubOrigin()}${id}/resolve/main/${file}`, { headers });
  if (response.status === 404) return false;
  if (!response.ok) {
    throw new InputError(
      `${file} of "${id}" was answered with ${response.status}: check the name, and HF_TOKEN for a gated model`,
    );
  }
  await mkdir(folder, { recursive: true });
  await pipeline(
    Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
    createWriteStream(`${path}.part`),
  );
  await rename(`${path}.part`, path);
  return true;
}

const missing = (id: string, file: string) =>
  new InputError(
    `"${id}" has no ${file} at the hub: the onnx backend needs config.json, tokenizer files and safetensors; check the name, or take --backend transformers`,
  );
