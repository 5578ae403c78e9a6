/**
 * `npm run bench:event-loop`: how long the event loop of the process that asks is held up while 8 requests generate on
 * the synthetic SmolLM2-135M shape, with the model in its own process (as always) and, for contrast, in the same one.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import { createBackend } from '../../../src/backends/create.js';
import { spawnBackend } from '../../../src/backends/process/process-backend.js';
import { backendSpec } from '../../../src/backends/spec.js';
import { type Backend, complete } from '../../../src/generation.js';
import { modelFolder } from '../../support/golden.js';
import { benchCommand, isSmoke } from '../bench-command.js';
import { benchCheckpoint } from '../weights/checkpoint.js';

const RESOLUTION_MS = 1;
const REQUESTS = 8;

interface Amount {
  readonly model: string;
  readonly newTokens: number;
  readonly idleMs: number;
}

/** Gaps between timers of 1 ms, so an idle loop shows about that. */
async function lagWhile(work: Promise<unknown>): Promise<string[]> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  await work;
  delay.disable();
  return [delay.percentile(50), delay.percentile(99), delay.max].map((ns) => (ns / 1e6).toFixed(1));
}

function generate(backend: Backend, maxNewTokens: number): Promise<unknown> {
  const requests = Array.from({ length: REQUESTS }, (_, i) => ({
    id: `lag-${i}`,
    prompt: Array.from({ length: 128 }, (_, position) => 1 + ((i * 31 + position * 7) % 200)),
    maxNewTokens,
    forceLength: true,
  }));
  return Promise.all(backend.submit(requests).map(complete));
}

async function main({ model, newTokens, idleMs }: Amount): Promise<void> {
  const spec = backendSpec.parse({ backend: 'onnx', model, dtype: 'int8' });
  const table = new Table({ head: ['event loop delay, ms', 'p50', 'p99', 'longest'] });
  table.push(['idle', ...(await lagWhile(sleep(idleMs)))]);
  for (const [name, load] of [
    ['model in its own process', spawnBackend],
    ['model in this process', createBackend],
  ] as const) {
    const backend = await load(spec);
    await generate(backend, newTokens); // warm-up
    table.push([name, ...(await lagWhile(generate(backend, newTokens)))]);
    await backend.close();
  }
  console.log(table.toString());
}

const command = benchCommand(
  'event-loop',
  'How long the event loop of the process that asks is held up while a model generates.',
).parse();

async function amount(): Promise<Amount> {
  if (isSmoke(command)) return { model: modelFolder, newTokens: 4, idleMs: 20 };
  return { model: await benchCheckpoint(), newTokens: 64, idleMs: 2000 };
}

void amount().then(main);
