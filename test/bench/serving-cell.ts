import type { Backend, GenerationStream } from '../../src/generation.js';

/** So many requests at once, of equal prompts' length, each producing so many tokens. */
export interface Cell {
  readonly batch: number;
  readonly promptTokens: number;
  readonly newTokens: number;
}

export interface CellResult {
  /** Request sent → first token made, of the first request. */
  readonly ttftMs: number;
  /** Time of each decode step in which all requests took part, ms. */
  readonly stepMs: readonly number[];
  /** All tokens of all requests ÷ time from the first submit to the last token. */
  readonly tokensPerSec: number;
}

/** Steps at the start that do not count: caches are cold. */
const COLD_STEPS = 2;

/** Submits the cell's requests together and times the steps by the emission times of their tokens. */
export async function measureCell(backend: Backend, cell: Cell, clock: () => number): Promise<CellResult> {
  const sentAt = clock();
  const streams = backend.submit(
    Array.from({ length: cell.batch }, (_, row) => ({
      id: `${row}`,
      prompt: promptOf(row, cell.promptTokens),
      maxNewTokens: cell.newTokens,
      forceLength: true,
    })),
  );
  const times = await Promise.all(streams.map(emissionTimes));
  // requests join and leave one by one: only steps that have all of them count
  const allFrom = Math.max(...times.map((row) => row[0]!));
  const allTo = Math.min(...times.map((row) => row.at(-1)!));
  const together = times[0]!.filter((time) => time >= allFrom && time <= allTo);
  const stepMs = together
    .slice(1)
    .map((time, i) => time - together[i]!)
    .slice(COLD_STEPS);
  if (stepMs.length === 0)
    throw new RangeError(
      `${cell.newTokens} new tokens are too few for ${cell.batch} requests to decode together`,
    );
  const end = Math.max(...times.map((row) => row.at(-1)!));
  return {
    ttftMs: times[0]![0]! - sentAt,
    stepMs,
    tokensPerSec: (1000 * cell.batch * cell.newTokens) / (end - sentAt),
  };
}

async function emissionTimes(stream: GenerationStream): Promise<number[]> {
  const times: number[] = [];
  for await (const event of stream) if (event.kind === 'token') times.push(event.emittedAtMs);
  return times;
}

/** Different for every row, ids 257 and up, which every synthetic vocabulary has. */
function promptOf(row: number, length: number): number[] {
  return Array.from({ length }, (_, i) => 257 + ((i * 7919 + row * 104729) % 40000));
}
