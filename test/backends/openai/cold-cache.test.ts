import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { coldCache } from '../../../src/backends/openai/cold-cache.js';
import { openAiSettings } from '../../../src/backends/spec.js';
import { startHttpServer } from '../../support/http-server.js';

/** What a server answers at each path; everything else is a 404. */
type Pages = Readonly<Record<string, string>>;

const ownedBy = (owned_by: string) => JSON.stringify({ data: [{ id: 'm', owned_by }] });

/** What a server of these pages is made cold by, and what it was asked for on the way. */
async function coldAt(pages: Pages) {
  const asked: string[] = [];
  const server = await startHttpServer((request, response) => {
    const name = `${request.method} ${request.url}`;
    asked.push(name);
    const page = pages[name];
    response.writeHead(page === undefined ? 404 : 200).end(page);
  });
  const cold = await coldCache(openAiSettings.parse({ baseUrl: `${server.url}/v1` }));
  asked.length = 0;
  await cold?.forget?.();
  await server.close();
  return { by: cold?.by, unseen: cold?.unseen, forgets: asked };
}

test('vLLM: each request has a cache of its own; where it is in development mode it forgets, too', async () => {
  const vllm: Pages = { 'GET /v1/models': ownedBy('vllm'), 'GET /version': '{"version":"0.32.0+cpu"}' };
  const salted = { by: 'uncached', unseen: 'cache_salt' };
  assert.equal(await coldAt(vllm), { ...salted, forgets: [] });
  assert.equal(await coldAt({ ...vllm, 'POST /reset_prefix_cache': '' }), {
    ...salted,
    forgets: ['POST /reset_prefix_cache'],
  });
});

test('where requests are apart anyway, a server that will not forget later fails nothing', async () => {
  let resets = 0;
  const server = await startHttpServer((request, response) => {
    if (request.url === '/v1/models') return response.end(ownedBy('vllm'));
    if (request.url === '/version') return response.end('{"version":"1.0.0"}');
    return response.writeHead(resets++ === 0 ? 200 : 500).end();
  });
  const cold = await coldCache(openAiSettings.parse({ baseUrl: `${server.url}/v1` }));
  await cold!.forget!();
  assert.is(resets, 2);
  await server.close();
});

test('vLLM before 0.9, or of no known version, forgets, or cannot', async () => {
  for (const version of ['0.8.5', 'dev', '']) {
    const old: Pages = {
      'GET /v1/models': ownedBy('vllm'),
      'GET /version': JSON.stringify({ version }),
    };
    assert.equal(await coldAt({ ...old, 'POST /reset_prefix_cache': '{}' }), {
      by: 'reset',
      unseen: undefined,
      forgets: ['POST /reset_prefix_cache'],
    });
    assert.is((await coldAt(old)).by, undefined);
  }
});

test('a server that says that it has not forgotten is not believed to', async () => {
  const pages = { 'GET /v1/models': ownedBy('vllm'), 'POST /reset_prefix_cache': '{"success": false}' };
  assert.is((await coldAt(pages)).by, undefined);
});

test('SGLang flushes its cache, and llama.cpp is told not to look', async () => {
  const flushed = { 'GET /v1/models': ownedBy('sglang'), 'POST /flush_cache?timeout=5': 'Cache flushed.\n' };
  assert.equal(await coldAt(flushed), {
    by: 'reset',
    unseen: undefined,
    forgets: ['POST /flush_cache?timeout=5'],
  });
  const told = { by: 'uncached', unseen: 'cache_prompt', forgets: [] };
  assert.equal(await coldAt({ 'GET /v1/models': ownedBy('llamacpp') }), told);
});

test('where a proxy hides the owner, the metrics tell', async () => {
  const metrics = 'sglang:num_running_reqs{model_name="m"} 0\n';
  const pages = {
    'GET /v1/models': ownedBy('us'),
    'GET /metrics': metrics,
    'POST /flush_cache?timeout=5': '',
  };
  assert.is((await coldAt(pages)).by, 'reset');
});

test('another server, and one that does not answer, cannot be told', async () => {
  assert.is((await coldAt({ 'GET /v1/models': ownedBy('library') })).by, undefined);
  assert.is((await coldAt({ 'GET /v1/models': 'no JSON' })).by, undefined);
  assert.is((await coldAt({})).by, undefined);
  assert.is(await coldCache(openAiSettings.parse({ baseUrl: 'http://127.0.0.1:1/v1' })), null);
});

test.run();
