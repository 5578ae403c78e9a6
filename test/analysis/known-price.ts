import { parseConfig } from '../../src/benchmark/config.js';
import { planTrials } from '../../src/benchmark/plan.js';
import { runTrial } from '../../src/benchmark/trial.js';
import { NO_ENERGY } from '../../src/metrics/energy/watch-energy.js';
import type { LogRow } from '../../src/results/schema.js';
import { events, startScriptedServer } from '../backends/scripted-server.js';
import { launchHere } from '../benchmark/instant-backend.js';

const TOKENS = 8;
const PROMPTS = ['a', 'b', 'c', 'd'].map((id) => ({ id, category: '', prompt: `say ${id}` }));
const usage = { prompt_tokens: 3, completion_tokens: TOKENS };
const choice = (text: string, finish_reason: string | null) => ({
  choices: [{ index: 0, text, finish_reason }],
});

/** What a token takes of the server's time, and what a chunk of a stream takes besides. */
interface Cost {
  readonly tokenMs: number;
  readonly chunkMs: number;
}

/**
 * What `run` logs of a server that serves one request after the other, streamed and whole. The clock of client and server
 * is one that only the server's work moves: the times are exact on the busiest machine.
 */
export async function rowsOfKnownPrice({ tokenMs, chunkMs }: Cost): Promise<LogRow[]> {
  let now = 0;
  const server = await startScriptedServer((response, n) => {
    if (server.bodies[n]!.stream === false) {
      now += TOKENS * tokenMs;
      response.end(JSON.stringify({ ...choice(' w'.repeat(TOKENS), 'length'), usage }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let i = 0; i < TOKENS; i++) {
      now += tokenMs + chunkMs;
      response.write(events([choice(' w', null)], false));
    }
    response.end(events([choice('', 'length'), { choices: [], usage }]));
  });
  const rows = await measured(server.baseUrl, () => now);
  await server.close();
  return rows;
}

async function measured(baseUrl: string, clock: () => number): Promise<LogRow[]> {
  const config = parseConfig({
    backend: { backend: 'openai', model: 'm', openai: { baseUrl } },
    batchSizes: [1, 2],
    repeats: 3,
  });
  const rows: LogRow[] = [];
  for (const trial of planTrials(config, PROMPTS)) {
    const context = {
      config,
      configHash: 'c',
      workloadHash: 'w',
      runId: 'r',
      launch: launchHere,
      clock,
      signal: new AbortController().signal,
      onServed: () => undefined,
      isFirst: false,
      cold: null,
      watchEnergy: async () => ({ stop: async () => NO_ENERGY }),
      isSalted: false,
      isApart: false,
      watch: () => ({
        stop: () => ({ flags: [], cpu: { cpu_stolen_share: null, cpu_foreign_share: null } }),
      }),
    };
    rows.push(...(await runTrial(trial, context)));
  }
  return rows;
}
