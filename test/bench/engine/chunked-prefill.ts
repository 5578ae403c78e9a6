/**
 * `npm run bench:chunked-prefill`: what a prompt of 1,000 tokens does to a stream that is running when it arrives, and
 * how long it waits for its own first token, by the chunk that a step takes in. Synthetic SmolLM2-135M shape, int8.
 */
import Table from 'cli-table3';
import { spawnBackend } from '../../../src/backends/process/process-backend.js';
import { backendSpec } from '../../../src/backends/spec.js';
import { nowMs } from '../../../src/clock.js';
import type { Backend, GenerateRequest } from '../../../src/generation.js';
import { modelFolder } from '../../support/golden.js';
import { benchCommand, isSmoke } from '../bench-command.js';
import { benchCheckpoint } from '../weights/checkpoint.js';

/** Tokens of the running stream before the long prompt arrives: a gap then is a plain decode step. */
const BEFORE = 24;

const request = (id: string, promptTokens: number, maxNewTokens: number): GenerateRequest => ({
  id,
  prompt: Array.from({ length: promptTokens }, (_, i) => 1 + ((i * 31) % 200)),
  maxNewTokens,
  forceLength: true,
});

interface Amount {
  readonly model: string;
  readonly chunks: readonly number[];
  /** Tokens. */
  readonly longPrompt: number;
  readonly newTokens: number;
}

/** Times of the running stream's tokens, and of the long prompt's first. */
async function disturb(
  backend: Backend,
  { longPrompt, newTokens }: Amount,
): Promise<{ undisturbedMs: number; longestMs: number; ttftMs: number }> {
  const times: number[] = [];
  let sentAtMs = 0;
  let firstAtMs: Promise<number> | undefined;
  for await (const event of backend.submit([request('running', 32, newTokens)])[0]!) {
    if (event.kind !== 'token') continue;
    times.push(event.emittedAtMs);
    if (times.length !== BEFORE) continue;
    sentAtMs = nowMs();
    firstAtMs = firstToken(backend, longPrompt);
  }
  const ttftMs = (await firstAtMs!) - sentAtMs;
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  const calm = gaps.slice(2, BEFORE - 1).sort((a, b) => a - b);
  return { undisturbedMs: calm[calm.length >> 1]!, longestMs: Math.max(...gaps.slice(BEFORE - 1)), ttftMs };
}

async function firstToken(backend: Backend, promptTokens: number): Promise<number> {
  for await (const event of backend.submit([request('long', promptTokens, 1)])[0]!) {
    if (event.kind === 'token') return event.emittedAtMs;
  }
  throw new TypeError('the long prompt brought no token');
}

async function main(amount: Amount): Promise<void> {
  const table = new Table({
    head: ['chunk, tokens', 'gap before, ms', 'longest gap, ms', "long prompt's TTFT, ms"],
  });
  for (const prefillChunk of amount.chunks) {
    const spec = { backend: 'onnx', model: amount.model, dtype: 'int8', engine: { prefillChunk } };
    const backend = await spawnBackend(backendSpec.parse(spec));
    await disturb(backend, amount); // warm-up
    const { undisturbedMs, longestMs, ttftMs } = await disturb(backend, amount);
    table.push([prefillChunk, undisturbedMs.toFixed(1), longestMs.toFixed(0), ttftMs.toFixed(0)]);
    await backend.close();
  }
  console.log(table.toString());
}

const command = benchCommand(
  'chunked-prefill',
  'What a long prompt does to a stream that runs, by the chunk that a step takes in.',
).parse();

async function amount(): Promise<Amount> {
  if (isSmoke(command)) return { model: modelFolder, chunks: [64], longPrompt: 100, newTokens: 40 };
  const chunks = [16, 32, 64, 128, 256];
  return { model: await benchCheckpoint(), chunks, longPrompt: 1000, newTokens: 160 };
}

void amount().then(main);
