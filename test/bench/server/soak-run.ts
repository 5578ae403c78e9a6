import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { type LocalServer, startLocalServer } from '../../../src/load/local-server.js';
import { closeIdleConnections, postJson } from '../../../src/wire/client.js';
import { seededRandom } from '../../../src/workload/random.js';
import { golden } from '../../support/golden.js';
import { handles, residentMb } from '../process-facts.js';
import { SoakClients, type SoakCounts } from './soak-clients.js';
import { judgeMemory, type MemoryJudgement, type MemorySample } from './soak-memory.js';

export interface SoakResult extends SoakCounts {
  readonly seconds: number;
  /** Of the server and its model. */
  readonly memory: MemoryJudgement;
  /** Open handles before the first client and after the last. */
  readonly handlesBefore: number;
  readonly handlesAfter: number;
  /** Requests, slots and cache that the server still holds when everybody has left, as its metrics tell. */
  readonly stillHeld: readonly string[];
}

const SAMPLE_EVERY_MS = 250;

/**
 * Lets clients loose on a real server over the embedded model, and watches it.
 * @param isOver asked before each request, with the time since the clients were let loose
 */
export async function soak(
  clients: number,
  isOver: (counts: Readonly<SoakCounts>, seconds: number) => boolean,
): Promise<SoakResult> {
  const collecting = ['--import', new URL('collect-garbage.mjs', import.meta.url).href];
  const server = await startLocalServer({ backend: 'onnx' }, [...process.execArgv, ...collecting]);
  await postJson(`${server.url}/batch`, { prompts: ['warm up'], max_new_tokens: 4 });
  const { handles: handlesBefore } = await atRest(server);
  const crowd = new SoakClients(server.url, golden, seededRandom(1));
  const samples: MemorySample[] = [];
  const sample = () => samples.push({ residentMb: residentMb(server.pid), requests: crowd.counts.requests });
  const sampler = setInterval(sample, SAMPLE_EVERY_MS);
  const startedAtMs = performance.now();
  const elapsed = () => (performance.now() - startedAtMs) / 1000;
  await crowd.run(clients, () => isOver(crowd.counts, elapsed()));
  const seconds = elapsed();
  clearInterval(sampler);
  const { handles: handlesAfter, stillHeld } = await atRest(server, handlesBefore);
  await server.close();
  return {
    ...crowd.counts,
    seconds,
    memory: judgeMemory(samples, Math.floor((seconds * 1000) / SAMPLE_EVERY_MS)),
    handlesBefore,
    handlesAfter,
    stillHeld,
  };
}

/** What is not given back by then never is. */
const PATIENCE_MS = 60_000;

/** What the server holds once nobody asks: the kernel, and the model's process, may need a moment to tell it so. */
async function atRest(server: LocalServer, mostHandles = Number.POSITIVE_INFINITY) {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    closeIdleConnections();
    const stillHeld = await heldBy(server);
    await setTimeout(50);
    const now = { handles: handles(server.pid), stillHeld };
    if (performance.now() > untilMs) return now;
    if (stillHeld.length === 0 && now.handles <= mostHandles) return now;
  }
}

/** Lines of the metrics, those that are not 0. */
const HELD = /^streambatch_(pending|engine_running|engine_waiting|kv_cache_used)\w*(\{.*\})? (?!0$).*$/gm;

async function heldBy({ url }: LocalServer): Promise<string[]> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}/metrics`, { agent: false }, resolve).on('error', reject); // a connection that is not kept
  });
  return (await text(response)).match(HELD) ?? [];
}
