import { test } from 'uvu';
import * as assert from 'uvu/assert';
import connectOpenAi from '../../../src/backends/openai/backend.js';
import { backendSpec } from '../../../src/backends/spec.js';
import { startHttpServer } from '../../support/http-server.js';

const MODELS = (owner: string) => JSON.stringify({ data: [{ id: 'm', owned_by: owner }] });

/** What a run's manifest says of a server of these pages. */
async function versionsAt(pages: Readonly<Record<string, string>>) {
  const server = await startHttpServer((request, response) => {
    const page = pages[request.url!];
    response.writeHead(page === undefined ? 404 : 200).end(page);
  });
  const openai = { baseUrl: `${server.url}/v1` };
  const backend = await connectOpenAi(backendSpec.parse({ backend: 'openai', model: 'm', openai }));
  await server.close();
  return backend.info.versions;
}

test('a server that is known says which it is, and its version where it has one', async () => {
  const vllm = { '/v1/models': MODELS('vllm'), '/version': '{"version": "0.32.0+cpu"}' };
  assert.equal(await versionsAt(vllm), { vllm: '0.32.0+cpu' });
  assert.equal(await versionsAt({ '/v1/models': MODELS('llamacpp') }), { llamacpp: 'unknown' });
});

test('behind a proxy the metrics tell; of another nothing is said', async () => {
  const metrics = '# HELP up\nsglang:token_usage{model_name="m"} 0.28\n';
  assert.equal(await versionsAt({ '/v1/models': MODELS('us'), '/metrics': metrics }), { sglang: 'unknown' });
  assert.equal(await versionsAt({ '/v1/models': MODELS('me'), '/metrics': 'up 1\n' }), {});
  assert.equal(await versionsAt({}), {});
});

test.run();
