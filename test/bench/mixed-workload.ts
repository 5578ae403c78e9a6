import { quantileSorted } from 'simple-statistics';
import { spawnBackend } from '../../src/backends/process.js';
import type { BackendOptions } from '../../src/backends/spec.js';
import { backendSpec } from '../../src/backends/spec.js';
import { nowMs } from '../../src/clock.js';
import type { FinishEvent, GenerateRequest, GenerationStream } from '../../src/generation.js';
import { watchMemory } from '../../src/metrics/memory.js';
import { type Random, seededRandom } from '../../src/workload/random.js';

/** Tokens, both ends included; drawn uniformly. */
const PROMPT_TOKENS = [16, 256] as const;
const OUTPUT_TOKENS = [8, 256] as const;

export interface MixedResult {
  readonly usefulTokensPerSec: number;
  readonly p95TtftMs: number;
  readonly makespanMs: number;
  /** Tokens computed for each useful one. */
  readonly computedPerUseful: number;
  readonly peakMemoryMb: number | null;
}

/**
 * Requests of mixed lengths, all there at once: time until the last token of all, and until each one's first.
 * @param count how many requests
 * @param batchSize how many are submitted together: static batches queue in order
 */
export async function mixedWorkload(
  options: BackendOptions,
  count: number,
  batchSize: number,
): Promise<MixedResult> {
  const backend = await spawnBackend(backendSpec.parse(options));
  try {
    await drain(backend.submit(requests(2, seededRandom(7)))[0]!, nowMs());
    const memory = await watchMemory(backend.pid);
    const all = requests(count, seededRandom(1));
    const startMs = nowMs();
    const streams: GenerationStream[] = [];
    for (let i = 0; i < all.length; i += batchSize)
      streams.push(...backend.submit(all.slice(i, i + batchSize)));
    const drained = await Promise.all(streams.map((stream) => drain(stream, startMs)));
    const makespanMs = nowMs() - startMs;
    const useful = sum(drained.map(({ finish }) => finish.outputTokens));
    return {
      usefulTokensPerSec: (useful / makespanMs) * 1000,
      p95TtftMs: quantileSorted(
        drained.map(({ ttftMs }) => ttftMs).sort((a, b) => a - b),
        0.95,
      ),
      makespanMs,
      computedPerUseful: sum(drained.map(({ finish }) => finish.computedTokens)) / useful,
      peakMemoryMb: (await memory.stop()).peak_memory_mb,
    };
  } finally {
    await backend.close();
  }
}

function requests(count: number, random: Random): GenerateRequest[] {
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
