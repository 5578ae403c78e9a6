import { basename } from 'node:path';
import { BackendError } from '../errors.js';
import type { Checkpoint } from './checkpoint.js';
import { isGguf } from './gguf/name.js';
import { GRAPH_CACHE, graphName, isCached, modelFolder } from './graph-cache.js';
import { gigabytes, lacksRoom, referenceBytes } from './quality-needs.js';
import { measurePerplexity, type TextPerplexity } from './quality-process.js';
import {
  type QualityRecord,
  type ReferenceRecord,
  readRecord,
  readReference,
  writeRecord,
  writeReference,
} from './quality-record.js';
import { textHash } from './quality-text.js';
import type { EngineDtype } from './runner.js';

/** What the check is doing; `total` 0: nobody knows how much there is. */
export type OnCheck = (step: string, done: number, total: number) => void;

export type Quality = Pick<QualityRecord, 'ratio' | 'tokens' | 'problem'>;

/** The graph that is checked. */
export interface CheckedSubject {
  readonly checkpoint: Checkpoint;
  readonly hash: string;
  readonly dtype: EngineDtype;
  readonly graphPath: string;
  readonly cacheFolder?: string;
}

/** A check that failed is not tried again by every process of a run. */
const RETRY_AFTER_MS = 3_600_000;
/** Written for weights that give no finite perplexity, or one beyond all sense: a column holds no infinity. */
const WORST_RATIO = 1e6;
/** From here on a user would wonder what takes so long. */
const LARGE_BYTES = 1e9;

/**
 * Perplexity of a quantised graph over that of float32, on the text of the checkout; measured once and kept in the cache. Never
 * throws: where it cannot be measured, `problem` says why. Null where there is nothing to hold against float32: float32
 * itself, a GGUF file's own weights, random weights.
 */
export async function graphQuality(
  subject: CheckedSubject,
  onCheck: OnCheck,
  measure = measurePerplexity,
): Promise<Quality | null> {
  const { checkpoint, dtype, graphPath } = subject;
  if (dtype === 'fp32' || dtype === 'gguf' || checkpoint.config.dummyWeights) return null;
  try {
    const text = await textHash();
    const kept = await readRecord(graphPath);
    if (kept?.text === text && isStillGood(kept)) return kept;
    if (process.env.STREAMBATCH_QUALITY === 'off') return unchecked('STREAMBATCH_QUALITY is off');
    const found = await compare(subject, text, onCheck, measure).catch(({ message }: Error) =>
      unchecked(message),
    );
    const record = { ...found, model: basename(checkpoint.folder), dtype, text, measured_at: Date.now() };
    await writeRecord(graphPath, record).catch(() => undefined); // the next process measures again
    return found;
  } catch (error) {
    return unchecked((error as Error).message);
  }
}

/** `int8: perplexity 1.006 of float32's (614 tokens)` */
export const qualityText = (dtype: string, { ratio, tokens, problem }: Quality): string =>
  ratio === null
    ? `${dtype} was not checked against float32: ${problem}`
    : `${dtype}: perplexity ${ratio.toFixed(3)} of float32's (${tokens} tokens)`;

type Found = Pick<QualityRecord, 'ratio' | 'tokens' | 'problem' | 'perplexity' | 'reference'>;

const unchecked = (problem: string): Found => ({
  ratio: null,
  tokens: null,
  problem,
  perplexity: null,
  reference: null,
});

const isStillGood = ({ problem, measured_at }: QualityRecord): boolean =>
  problem === null || Math.abs(Date.now() - measured_at) < RETRY_AFTER_MS;

async function compare(
  subject: CheckedSubject,
  text: string,
  onCheck: OnCheck,
  measure: typeof measurePerplexity,
): Promise<Found> {
  const { checkpoint, hash, dtype, cacheFolder = GRAPH_CACHE } = subject;
  const against = await reference({ ...subject, cacheFolder }, text, onCheck, measure);
  if (against.perplexity === null) throw new BackendError('float32 itself gives no finite perplexity');
  onCheck(`checking ${dtype} against float32`, 0, 0);
  const { folder } = checkpoint;
  const own = await measure({ folder, hash, dtype, cacheFolder, keepGraph: true });
  const { perplexity, tokens } = own;
  const ratio = ratioOf(own, against);
  return { ratio, tokens, perplexity, reference: against.perplexity, problem: null };
}

/** What float32 gives: known from another dtype, or measured with its cached graph, or with one that is built for the time. */
async function reference(
  { checkpoint, hash, dtype, cacheFolder }: CheckedSubject & { readonly cacheFolder: string },
  text: string,
  onCheck: OnCheck,
  measure: typeof measurePerplexity,
): Promise<ReferenceRecord> {
  // A GGUF file's own blocks are multiplied in float32: the same perplexity, and a fraction of the memory.
  const exact = isGguf(checkpoint.folder) ? 'gguf' : 'fp32';
  const graph = graphName(exact);
  const known = await readReference(modelFolder(hash, cacheFolder));
  if (known?.graph === graph && known.text === text) return known;
  const bytes = await referenceBytes(checkpoint);
  const keepGraph = await isCached(hash, exact, cacheFolder);
  const lack = await lacksRoom(bytes, keepGraph ? 0 : bytes, cacheFolder);
  if (lack) throw new BackendError(lack);
  const size = bytes > LARGE_BYTES ? `, once, with ${gigabytes(bytes)} of weights` : '';
  const step = `checking ${dtype} against float32${size}`;
  onCheck(step, 0, 0);
  const { folder } = checkpoint;
  const measured = await measure({ folder, hash, dtype: exact, cacheFolder, keepGraph }, (done, total) =>
    onCheck(step, done, total),
  );
  const found = { graph, text, perplexity: measured.perplexity, tokens: measured.tokens };
  await writeReference(modelFolder(hash, cacheFolder), found).catch(() => undefined); // the next dtype measures again
  return found;
}

/** @param against has a finite perplexity */
export function ratioOf(own: TextPerplexity, against: TextPerplexity): number {
  const ratio = (own.perplexity ?? Number.POSITIVE_INFINITY) / against.perplexity!;
  return Math.min(ratio, WORST_RATIO);
}
