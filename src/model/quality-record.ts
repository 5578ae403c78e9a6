import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { GRAPH_CACHE } from './graph-cache.js';

/** What was found of one graph; lies beside it in the cache, and goes with it. */
const record = z.object({
  /** Folder or file name of the checkpoint. */
  model: z.string(),
  dtype: z.string(),
  /** Hash of the text: another text is measured again. */
  text: z.string(),
  /** Tokens predicted; null where nothing was measured. */
  tokens: z.number().nullable(),
  /** Null: no finite number, or not measured. */
  perplexity: z.number().nullable(),
  /** Of float32. */
  reference: z.number().nullable(),
  ratio: z.number().nullable(),
  /** Why there is no ratio. */
  problem: z.string().nullable(),
  /** ms since 1970 */
  measured_at: z.number(),
});
export type QualityRecord = z.infer<typeof record>;

const reference = z.object({
  graph: z.string(),
  text: z.string(),
  perplexity: z.number().nullable(),
  tokens: z.number(),
});
export type ReferenceRecord = z.infer<typeof reference>;

export const recordPath = (graphPath: string): string => join(dirname(graphPath), 'quality.json');

export const readRecord = (graphPath: string) => readJson(recordPath(graphPath), record);
export const readReference = (modelFolder: string) =>
  readJson(join(modelFolder, 'reference.json'), reference);

export const writeRecord = (graphPath: string, found: QualityRecord) =>
  writeJson(recordPath(graphPath), found);
export const writeReference = (modelFolder: string, found: ReferenceRecord) =>
  writeJson(join(modelFolder, 'reference.json'), found);

export interface CheckedGraph extends QualityRecord {
  /** First 16 hex digits, as in the log. */
  readonly modelHash: string;
}

/** All that the cache knows of its graphs. */
export async function checkedGraphs(cacheFolder: string = GRAPH_CACHE): Promise<CheckedGraph[]> {
  const paths = await readdir(cacheFolder, { recursive: true }).catch(() => []); // no cache yet
  const records = paths
    .filter((path) => /^[^/\\]+[/\\][^/\\]+[/\\]quality\.json$/.test(path))
    .sort()
    .map(async (path) => {
      const found = await readJson(join(cacheFolder, path), record);
      return found ? [{ ...found, modelHash: path.slice(0, 16) }] : [];
    });
  return (await Promise.all(records)).flat();
}

/** Null where there is none, or it was damaged: then it is measured again. */
async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null; // see above: as good as none
  }
}

/** In one step: who reads at the same time sees the old one or the new one. */
async function writeJson(path: string, value: object): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`);
  await rename(temporary, path);
}
