import { MockBackend } from '../../../src/backends/mock/mock-backend.js';
import { spawnBackend } from '../../../src/backends/process/process-backend.js';
import { nowMs } from '../../../src/clock.js';
import type { Backend } from '../../../src/generation.js';
import { RequestRecorder } from '../../../src/metrics/recorder.js';

export interface Overhead {
  /** A bare loop over the backend in this process. */
  readonly bareMsPerToken: number;
  /** The same backend in a child process, its events recorded here. */
  readonly chainMsPerToken: number;
}

const request = (maxNewTokens: number) => ({ id: 'r', prompt: 'overhead', maxNewTokens, forceLength: true });

async function bareLoop(backend: Backend, tokens: number): Promise<number> {
  const start = nowMs();
  const [stream] = backend.submit([request(tokens)]);
  for await (const _ of stream!);
  return (nowMs() - start) / tokens;
}

async function recorded(backend: Backend, tokens: number): Promise<number> {
  const start = nowMs();
  const recorder = new RequestRecorder('stream', start);
  const [stream] = backend.submit([request(tokens)]);
  await recorder.record(stream!);
  recorder.measures();
  return (nowMs() - start) / tokens;
}

/** Least time per token of several passes, bare and through the chain, alternating. `decodeMs` 0: as fast as it goes. */
export async function measureOverhead(decodeMs: number, tokens: number, passes: number): Promise<Overhead> {
  const times = { prefillMs: 0, decodeMs };
  const here = new MockBackend({ times });
  const child = await spawnBackend({
    backend: 'mock',
    model: 'mock',
    dtype: 'none',
    device: 'cpu',
    mock: { ...times, jitter: 0, seed: 1 },
  });
  const bare: number[] = [];
  const chain: number[] = [];
  for (let pass = 0; pass < passes; pass++) {
    bare.push(await bareLoop(here, tokens));
    chain.push(await recorded(child, tokens));
  }
  await child.close();
  return { bareMsPerToken: Math.min(...bare), chainMsPerToken: Math.min(...chain) };
}
