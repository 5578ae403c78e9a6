import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../src/benchmark/config.js';
import { runBenchmark } from '../../src/benchmark/run.js';
import { backendTarget } from '../../src/load/backend-target.js';
import { runLoad } from '../../src/load/run-load.js';
import { events } from '../backends/scripted-server.js';
import { startHttpServer } from '../support/http-server.js';
import { launchHere as launch } from './instant-backend.js';

const ANSWER = events([
  { choices: [{ index: 0, text: ' once', finish_reason: null }] },
  { choices: [{ index: 0, text: '', finish_reason: 'length' }] },
  { choices: [], usage: { prompt_tokens: 3, completion_tokens: 1 } },
]);

/** A server in the form of vLLM, each of whose prompts of 3 tokens finds 2 in its cache. */
async function startServer() {
  let requests = 0;
  const metrics = () =>
    `vllm:prefix_cache_queries_total{engine="0"} ${3 * requests}\nvllm:prefix_cache_hits_total{engine="0"} ${2 * requests}\nprocess_resident_memory_bytes 1.048576e+06\n`;
  return startHttpServer((request, response) => {
    if (request.url === '/metrics') return response.end(metrics());
    if (request.method === 'GET') return response.writeHead(404).end();
    requests++;
    request.resume();
    return response.writeHead(200, { 'content-type': 'text/event-stream' }).end(ANSWER);
  });
}

const specOf = (url: string) =>
  ({ backend: 'openai', model: 'm', openai: { baseUrl: `${url}/v1` } }) as const;

test('what a server says of itself stands beside what the client measured, in a run and in a load', async () => {
  const server = await startServer();
  const config = parseConfig({ backend: specOf(server.url), ways: ['stream'], promptLimit: 2, repeats: 1 });
  const { rows } = await runBenchmark(config, { launch, append: () => undefined });
  const backend = await launch(config.backend);
  const load = await runLoad({
    target: backendTarget(backend),
    arrivals: 'constant:50',
    durationMs: 60,
    ways: ['continuous'],
  });
  await backend.close();
  await server.close();
  assert.equal([rows.length, load.rows.length], [2, 3]);
  for (const row of [...rows, ...load.rows]) {
    assert.is(row.status, 'ok', row.error ?? '');
    assert.ok(Math.abs(row.server_prefix_hit_share! - 2 / 3) < 1e-9);
    assert.equal([row.server_memory_mb, row.server_preemptions], [1, null]);
  }
  assert.is(load.reports.continuous!.server.server_memory_mb, 1);
});

test.run();
