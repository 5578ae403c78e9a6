import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { checkoutRoot } from '../../src/checkout.mjs';
import { startLocalServer } from '../../src/cli/local-server.js';
import { closeIdleConnections, getJson, postJson } from '../../src/http/client.js';
import { seededRandom } from '../../src/workload/random.js';
import { handles, residentMb } from './process-facts.js';
import { type Golden, SoakClients, type SoakCounts } from './soak-clients.js';
import { judgeMemory, type MemoryJudgement, type MemorySample } from './soak-memory.js';

export interface SoakResult extends SoakCounts {
  readonly seconds: number;
  /** Of the server and its model. */
  readonly memory: MemoryJudgement;
  /** Open handles before the first client and after the last. */
  readonly handlesBefore: number;
  readonly handlesAfter: number;
}

const SAMPLE_EVERY_MS = 250;

/** Lets clients loose on a real server over the embedded model, and watches it. */
export async function soak(clients: number, seconds: number): Promise<SoakResult> {
  const golden: Golden[] = JSON.parse(
    readFileSync(join(checkoutRoot, 'data/models/storyteller/golden.json'), 'utf8'),
  );
  const collecting = ['--import', new URL('collect-garbage.mjs', import.meta.url).href];
  const server = await startLocalServer(['--backend', 'onnx'], join(checkoutRoot, 'src', 'cli.ts'), [
    ...process.execArgv,
    ...collecting,
  ]);
  await postJson(`${server.url}/batch`, { prompts: ['warm up'], max_new_tokens: 4 });
  const handlesBefore = await settledHandles(server);
  const crowd = new SoakClients(server.url, golden, seededRandom(1));
  const samples: MemorySample[] = [];
  const sample = () => samples.push({ residentMb: residentMb(server.pid), requests: crowd.counts.requests });
  const sampler = setInterval(sample, SAMPLE_EVERY_MS);
  const untilMs = performance.now() + seconds * 1000;
  await crowd.run(clients, () => performance.now() > untilMs);
  clearInterval(sampler);
  const handlesAfter = await settledHandles(server, handlesBefore);
  await server.close();
  return {
    ...crowd.counts,
    seconds,
    memory: judgeMemory(samples, Math.floor((seconds * 1000) / SAMPLE_EVERY_MS)),
    handlesBefore,
    handlesAfter,
  };
}

/** Handles once this side's connections are closed; the kernel may need a moment to tell the server so. */
async function settledHandles({ pid, url }: { pid: number; url: string }, wanted = 0): Promise<number> {
  closeIdleConnections();
  for (let tries = 0; tries < 20 && handles(pid) > wanted; tries++) await setTimeout(50);
  await getJson(`${url}/healthz`);
  closeIdleConnections();
  await setTimeout(50);
  return handles(pid);
}
