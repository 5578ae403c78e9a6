import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { checkoutRoot } from '../../src/checkout.mjs';
import { startLocalServer } from '../../src/cli/local-server.js';
import { closeIdleConnections, getJson, postJson } from '../../src/http/client.js';
import { seededRandom } from '../../src/workload/random.js';
import { handles, residentMb } from './process-facts.js';
import { type Golden, SoakClients, type SoakCounts } from './soak-clients.js';

export interface SoakResult extends SoakCounts {
  readonly seconds: number;
  /** Mean resident memory of the server and its model, MiB, in the second and the last third. */
  readonly middleMb: number;
  readonly lastMb: number;
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
  const server = await startLocalServer(['--backend', 'onnx'], join(checkoutRoot, 'src', 'cli.ts'));
  await postJson(`${server.url}/batch`, { prompts: ['warm up'], max_new_tokens: 4 });
  const handlesBefore = await settledHandles(server);
  const memory: number[] = [];
  const sampler = setInterval(() => memory.push(residentMb(server.pid)), SAMPLE_EVERY_MS);
  const crowd = new SoakClients(server.url, golden, seededRandom(1));
  const untilMs = performance.now() + seconds * 1000;
  await crowd.run(clients, () => performance.now() > untilMs);
  clearInterval(sampler);
  const handlesAfter = await settledHandles(server, handlesBefore);
  await server.close();
  const third = Math.floor(memory.length / 3);
  return {
    ...crowd.counts,
    seconds,
    middleMb: mean(memory.slice(third, 2 * third)),
    lastMb: mean(memory.slice(2 * third)),
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

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
