import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder as checkoutCache } from '../checkout.mjs';
import type { Checkpoint } from './checkpoint.js';
import type { BuildProgress } from './decoder.js';
import { buildGraph, GRAPH_VERSION } from './graph.js';
import { encodeModel } from './onnx-schema.js';
import type { EngineDtype } from './runner.js';
import { WeightFile } from './weight-file.js';

export const GRAPH_CACHE = join(checkoutCache, 'models');

/** What the cache holds of one model. */
export const modelFolder = (hash: string, cacheFolder: string): string =>
  join(cacheFolder, hash.slice(0, 32));

/** Name of a graph's folder there. */
export const graphName = (dtype: EngineDtype): string => `${dtype}-v${GRAPH_VERSION}`;

export const isCached = (hash: string, dtype: EngineDtype, cacheFolder: string): Promise<boolean> =>
  exists(join(modelFolder(hash, cacheFolder), graphName(dtype), 'model.onnx'));

/**
 * Path of the checkpoint's graph, built unless the cache has it. A folder gets its final name only when it is complete,
 * so a build that was interrupted leaves nothing that could be mistaken for a graph, and two builds at once do no harm.
 * Then the graph of an earlier version of streambatch goes.
 */
export async function cachedGraph(
  checkpoint: Checkpoint,
  hash: string,
  dtype: EngineDtype,
  onProgress?: BuildProgress,
  cacheFolder: string = GRAPH_CACHE,
): Promise<string> {
  const folder = modelFolder(hash, cacheFolder);
  const name = graphName(dtype);
  const final = join(folder, name);
  const graphPath = join(final, 'model.onnx');
  if (await exists(graphPath)) return graphPath;
  await mkdir(folder, { recursive: true });
  const temporary = await mkdtemp(join(folder, 'building-'));
  try {
    await writeGraph(checkpoint, dtype, temporary, onProgress);
    await rename(temporary, final).catch(async (error) => {
      if (!(await exists(graphPath))) throw error; // else another process was faster
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  const old = (await readdir(folder)).filter((other) => other.startsWith(`${dtype}-v`) && other !== name);
  await Promise.all(old.map((other) => rm(join(folder, other), { recursive: true, force: true })));
  return graphPath;
}

async function writeGraph(
  checkpoint: Checkpoint,
  dtype: EngineDtype,
  folder: string,
  onProgress?: BuildProgress,
): Promise<void> {
  const weights = await WeightFile.create(join(folder, 'weights.bin'));
  try {
    const model = await buildGraph(checkpoint, dtype, weights, onProgress);
    await writeFile(join(folder, 'model.onnx'), encodeModel(model));
  } finally {
    await weights.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
