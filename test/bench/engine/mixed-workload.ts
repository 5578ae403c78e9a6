import { quantileSorted } from 'simple-statistics';
import { nowMs } from '../../../src/clock.js';
import type { Backend, FinishEvent, GenerateRequest, GenerationStream } from '../../../src/generation.js';
import { type Random, seededRandom } from '../../../src/workload/random.js';

/** Tokens, both ends included; drawn uniformly. */
const PROMPT_TOKENS = [16, 256] as const;
const OUTPUT_TOKENS = [8, 256] as const;
/** Longest prompt plus output. */
export const MIXED_CONTEXT = PROMPT_TOKENS[1] + OUTPUT_TOKENS[1];

export interface MixedResult {
  readonly usefulTokensPerSec: number;
  readonly p95TtftMs: number;
  readonly makespanMs: number;
  /** Tokens computed for each useful one. */
  readonly computedPerUseful: number;
}

/** Two short requests: code and pools are as they will be. */
export async function warmUpMixed(backend: Backend): Promise<void> {
  const short = mixedRequests(2, seededRandom(7)).map((request) => ({ ...request, maxNewTokens: 16 }));
  await Promise.all(backend.submit(short).map((stream) => drain(stream, nowMs())));
}

/**
 * Requests of mixed lengths, all there at once: time until the last token of all, and until each one's first.
 * @param batchSize how many are submitted together: static batches queue in order
 * @param limitMs null is returned, and all is cancelled, when it takes longer
 */
export async function mixedWorkload(
  backend: Backend,
  count: number,
  batchSize: number,
  limitMs: number,
): Promise<MixedResult | null> {
  const all = mixedRequests(count, seededRandom(1)).map((request) => ({
    ...request,
    signal: AbortSignal.timeout(limitMs),
  }));
  const startMs = nowMs();
  const streams: GenerationStream[] = [];
  for (let i = 0; i < all.length; i += batchSize)
    streams.push(...backend.submit(all.slice(i, i + batchSize)));
  const drained = await Promise.all(streams.map((stream) => drain(stream, startMs)));
  const makespanMs = nowMs() - startMs;
  if (drained.some(({ finish }) => finish.reason === 'cancelled')) return null;
  const useful = sum(drained.map(({ finish }) => finish.outputTokens));
  return {
    usefulTokensPerSec: (useful / makespanMs) * 1000,
    p95TtftMs: quantileSorted(
      drained.map(({ ttftMs }) => ttftMs).sort((a, b) => a - b),
      0.95,
    ),
    makespanMs,
    computedPerUseful: sum(drained.map(({ finish }) => finish.computedTokens)) / useful,
  };
}

function mixedRequests(count: number, random: Random): GenerateRequest[] {
  const between = ([least, most]: readonly [number, number]) =>
    least + Math.floor(random() * (most - least + 1));
  return Array.from({ length: count }, (_, i) => ({
    id: `mixed-${i}`,
    prompt: Array.from({ length: between(PROMPT_TOKENS) }, () => 1 + Math.floor(random() * 255)),
    maxNewTokens: between(OUTPUT_TOKENS),
    forceLength: true,
  }));
}

async function drain(
  stream: GenerationStream,
  startMs: number,
): Promise<{ ttftMs: number; finish: FinishEvent }> {
  let ttftMs: number | undefined;
  for await (const event of stream) {
    ttftMs ??= nowMs() - startMs;
    if (event.kind === 'finish') return { ttftMs, finish: event };
  }
  throw new TypeError('a stream ended without its finish event');
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
