import { mean, median } from 'simple-statistics';
import { InputError } from '../../../src/errors.js';
import type { Backend, GenerateRequest, GenerationStream } from '../../../src/generation.js';

/** So many requests at once, of equal prompts' length, each producing so many tokens. */
export interface Cell {
  readonly batch: number;
  readonly promptTokens: number;
  readonly newTokens: number;
}

export interface CellResult {
  /** Requests sent → first token made, mean over the requests. */
  readonly ttftMs: number;
  /** Median time of the decode steps in which all requests took part, ms. */
  readonly stepMs: number;
  /** All tokens of all requests ÷ time from the first submit to the last token. */
  readonly tokensPerSec: number;
}

/** A cell is written REQUESTSxPROMPT[xNEW]: 8x1000x40. */
export function toCell(text: string): Cell {
  const [batch, promptTokens, newTokens = 48] = text.split('x').map(Number);
  if (!batch || !promptTokens || !newTokens)
    throw new InputError(`"${text}" is no cell; give REQUESTSxPROMPT or REQUESTSxPROMPTxNEW, as 8x1000x40`);
  return { batch, promptTokens, newTokens };
}

export const cellName = ({ batch, promptTokens, newTokens }: Cell): string =>
  `${batch}x${promptTokens}x${newTokens}`;

/** Tokens of each request before its end, so that caches and pools are as they will be. */
const WARM_UP_TOKENS = 3;

/** The cell's own requests, until each has made its first tokens. */
export async function warmUp(backend: Backend, cell: Cell): Promise<void> {
  const requests = requestsOf(cell).map((request) => ({ request, abort: new AbortController() }));
  let coming = cell.batch;
  const drain = async (stream: GenerationStream) => {
    for await (const event of stream)
      if (event.kind === 'token' && event.index === WARM_UP_TOKENS - 1 && --coming === 0)
        for (const { abort } of requests) abort.abort();
  };
  const streams = backend.submit(
    requests.map(({ request, abort }) => ({ ...request, signal: abort.signal })),
  );
  await Promise.all(streams.map(drain));
}

/** Steps at the start that do not count: caches are cold. */
const COLD_STEPS = 2;

/** Submits the cell's requests together and times the steps by the emission times of their tokens. */
export async function measureCell(backend: Backend, cell: Cell, clock: () => number): Promise<CellResult> {
  const sentAt = clock();
  const streams = backend.submit(requestsOf(cell));
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
    ttftMs: mean(times.map((row) => row[0]! - sentAt)),
    stepMs: median(stepMs),
    tokensPerSec: (1000 * cell.batch * cell.newTokens) / (end - sentAt),
  };
}

const requestsOf = (cell: Cell): GenerateRequest[] =>
  Array.from({ length: cell.batch }, (_, row) => ({
    id: `${row}`,
    prompt: promptOf(row, cell.promptTokens),
    maxNewTokens: cell.newTokens,
    forceLength: true,
  }));

async function emissionTimes(stream: GenerationStream): Promise<number[]> {
  const times: number[] = [];
  for await (const event of stream) if (event.kind === 'token') times.push(event.emittedAtMs);
  return times;
}

/** Different for every row, ids 257 to 1023, which every vocabulary here has: the embedded one ends there. */
function promptOf(row: number, length: number): number[] {
  return Array.from({ length }, (_, i) => 257 + ((i * 7919 + row * 104729) % 767));
}
