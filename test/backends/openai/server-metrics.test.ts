import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readServerMetrics } from '../../../src/backends/openai/server-metrics.js';
import { openAiSettings } from '../../../src/backends/spec.js';
import { startHttpServer } from '../../support/http-server.js';

test('the page beside /v1 is asked for, with the key', async () => {
  const asked: unknown[] = [];
  const server = await startHttpServer((request, response) => {
    asked.push([request.url, request.headers.authorization]);
    response.end('tgi_queue_size 1\n');
  });
  process.env.SERVER_METRICS_KEY = 'secret';
  const settings = openAiSettings.parse({ baseUrl: `${server.url}/v1/`, apiKeyEnv: 'SERVER_METRICS_KEY' });
  assert.is(await readServerMetrics(settings), 'tgi_queue_size 1\n');
  await server.close();
  assert.equal(asked, [['/metrics', 'Bearer secret']]);
  assert.is(await readServerMetrics(settings), null, 'nobody answers');
  delete process.env.SERVER_METRICS_KEY;
});

test('a server without that page tells nothing', async () => {
  const server = await startHttpServer((_, response) => response.writeHead(404).end());
  assert.is(await readServerMetrics(openAiSettings.parse({ baseUrl: `${server.url}/v1` })), null);
  await server.close();
});

test.run();
