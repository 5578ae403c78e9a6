/**
 * `npm run bench:chunked-prefill`: what a prompt of 1,000 tokens does to a stream that is running when it arrives, and
 * how long it waits for its own first token, by the chunk that a step takes in. Synthetic SmolLM2-135M shape, int8.
 */
import Table from 'cli-table3';
import { spawnBackend } from '../../../src/backends/process/process-backend.js';
import { backendSpec } from '../../../src/backends/spec.js';
import { nowMs } from '../../../src/clock.js';
import type { Backend, GenerateRequest } from '../../../src/generation.js';
import { benchCommand } from '../bench-command.js';
import { benchCheckpoint } from '../weights/checkpoint.js';

const CHUNKS = [16, 32, 64, 128, 256];
const LONG_PROMPT = 1000;
/** Tokens of the running stream before the long prompt arrives: a gap then is a plain decode step. */
const BEFORE = 24;

const request = (id: string, promptTokens: number, maxNewTokens: number): GenerateRequest => ({
  id,
  prompt: Array.from({ length: promptTokens }, (_, i) => 1 + ((i * 31) % 200)),
  maxNewTokens,
  forceLength: true,
});

/** Times of the running stream's tokens, and of the long prompt's first. */
async function disturb(
  backend: Backend,
): Promise<{ undisturbedMs: number; longestMs: number; ttftMs: number }> {
  const times: number[] = [];
  let sentAtMs = 0;
  let firstAtMs: Promise<number> | undefined;
  for await (const event of backend.submit([request('running', 32, 160)])[0]!) {
    if (event.kind !== 'token') continue;
    times.push(event.emittedAtMs);
    if (times.length !== BEFORE) continue;
    sentAtMs = nowMs();
    firstAtMs = firstToken(backend);
  }
  const ttftMs = (await firstAtMs!) - sentAtMs;
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  const calm = gaps.slice(2, BEFORE - 1).sort((a, b) => a - b);
  return { undisturbedMs: calm[calm.length >> 1]!, longestMs: Math.max(...gaps.slice(BEFORE - 1)), ttftMs };
}

async function firstToken(backend: Backend): Promise<number> {
  for await (const event of backend.submit([request('long', LONG_PROMPT, 1)])[0]!) {
    if (event.kind === 'token') return event.emittedAtMs;
  }
  throw new TypeError('the long prompt brought no token');
}

async function main(): Promise<void> {
  const table = new Table({
    head: ['chunk, tokens', 'gap before, ms', 'longest gap, ms', "long prompt's TTFT, ms"],
  });
  for (const prefillChunk of CHUNKS) {
    const spec = { backend: 'onnx', model: await benchCheckpoint(), dtype: 'int8', engine: { prefillChunk } };
    const backend = await spawnBackend(backendSpec.parse(spec));
    await disturb(backend); // warm-up
    const { undisturbedMs, longestMs, ttftMs } = await disturb(backend);
    table.push([prefillChunk, undisturbedMs.toFixed(1), longestMs.toFixed(0), ttftMs.toFixed(0)]);
    await backend.close();
  }
  console.log(table.toString());
}

benchCommand(
  'chunked-prefill',
  'What a long prompt does to a stream that runs, by the chunk that a step takes in.',
).parse();
void main();
