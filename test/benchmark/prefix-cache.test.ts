import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { experiments } from '../../src/analysis/rows/experiment.js';
import type { ProcessBackend } from '../../src/backends/process/process-backend.js';
import type { BackendSpec } from '../../src/backends/spec.js';
import { parseConfig } from '../../src/benchmark/config.js';
import { checkPrefixCache } from '../../src/benchmark/prefix-cache.js';
import { runBenchmark } from '../../src/benchmark/run.js';
import { InputError } from '../../src/errors.js';
import type { GenerateRequest } from '../../src/generation.js';
import { startHttpServer } from '../support/http-server.js';
import { launchHere, launchInstant } from './instant-backend.js';

const prompts = join(mkdtempSync(join(tmpdir(), 'prefix-')), 'prompts.csv');
writeFileSync(prompts, 'id,category,prompt\na,c,Ask me\nb,c,Tell me\n');

/** What is asked of a server, request by request, and the rows. */
async function asked(prefixCache: string | string[] | undefined) {
  const seen: GenerateRequest[] = [];
  const launch = async (spec: BackendSpec): Promise<ProcessBackend> => {
    const backend = await launchInstant(spec);
    const submit = backend.submit.bind(backend);
    backend.submit = (requests) => {
      seen.push(...requests);
      return submit(requests);
    };
    return backend;
  };
  const backend = { backend: 'openai', openai: { baseUrl: 'http://127.0.0.1:1/v1' } };
  const config = { backend, prompts, prefixCache, ways: ['stream'], maxNewTokens: 3, repeats: 2 };
  const { rows } = await runBenchmark(parseConfig(config), { launch, append: () => undefined });
  return { seen: seen.filter(({ id }) => !id.startsWith('warm-up')), rows };
}
const texts = (requests: readonly GenerateRequest[]) => requests.map(({ prompt }) => String(prompt));

test('cold: every prompt begins with 12 words that are new each time, and outputs are not compared', async () => {
  const { seen, rows } = await asked('cold');
  assert.is(new Set(texts(seen)).size, 4);
  for (const text of texts(seen)) assert.match(text, /^([a-z]+ ){12}(Ask|Tell) me$/);
  assert.ok(
    rows.every(({ output_hash, flags }) => output_hash === null && !flags?.includes('outputs-differ')),
  );
});

test('warm: the very prompts come before, for one token each', async () => {
  const { seen } = await asked('warm');
  assert.equal(
    seen.map(({ maxNewTokens }) => maxNewTokens),
    [1, 1, 3, 3, 1, 1, 3, 3],
  );
  assert.equal(texts(seen.slice(0, 2)), texts(seen.slice(2, 4)));
});

test('as it is: nothing is added; cold, warm and as it is are different ways', async () => {
  const { seen, rows } = await asked('as-is');
  assert.equal(texts(seen).sort(), ['Ask me', 'Ask me', 'Tell me', 'Tell me']);
  const all = [rows, ...(await Promise.all(['cold', 'warm', undefined].map(asked))).map((one) => one.rows)];
  assert.equal(
    all.map(([row]) => [row!.trial_id.split('/')[0], row!.prefix_cache]),
    [
      ['stream-sequential-1', null],
      ['stream-sequential-1-cold', 'cold'],
      ['stream-sequential-1-warm', 'warm'],
      ['stream-sequential-1', null],
    ],
  );
});

test('cold and warm in one run: every cell under each, equal work in an experiment of its own', async () => {
  const { seen, rows } = await asked(['cold', 'warm']);
  assert.equal(
    rows.map(({ prefix_cache, cold_by, block }) => `${block} ${prefix_cache} ${cold_by}`).sort(),
    ['0 cold salt', '0 warm null', '1 cold salt', '1 warm null'].flatMap((one) => [one, one]),
  );
  assert.is(new Set(rows.map(({ workload_hash }) => workload_hash)).size, 1);
  assert.is(experiments(rows).length, 1);
  for (const text of texts(seen)) assert.match(text, /^([a-z]+ ){12}(Ask|Tell) me$/, 'as long, cold or warm');
  // of each prompt: cold twice, each time anew; warm primed and asked in each of two blocks, in the same words
  assert.is(new Set(texts(seen)).size, 2 * 2 + 2);
});

/** A vLLM in development mode; says what it was asked for, and the rows. */
async function askedOfVllm(config: object, version: string) {
  const asked: Record<string, unknown>[] = [];
  const server = await startHttpServer(async (request, response) => {
    const body = request.method === 'POST' ? ((await json(request)) as object) : {};
    if (request.method === 'POST') asked.push({ url: request.url, ...body });
    const whole = { choices: [{ index: 0, text: ' once', finish_reason: 'length' }], usage: USAGE };
    const answers: Record<string, string> = {
      '/v1/models': JSON.stringify({ data: [{ id: 'm', owned_by: 'vllm' }] }),
      '/version': JSON.stringify({ version }),
      '/reset_prefix_cache': '{"success": true}',
      '/v1/completions': JSON.stringify(whole),
    };
    const answer = answers[request.url!];
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  const { rows } = await runBenchmark(
    parseConfig({
      backend: { backend: 'openai', model: 'm', openai: { baseUrl: `${server.url}/v1` } },
      ...{ prompts, prefixCache: 'cold', ways: ['batch'], batchSizes: [1], maxNewTokens: 1, repeats: 2 },
      ...config,
    }),
    { launch: launchHere, append: () => undefined },
  );
  await server.close();
  return { asked, rows };
}
const USAGE = { prompt_tokens: 2, completion_tokens: 1 };

test('cold at a server that forgets: it does so before each trial, after the warm-up; prompts stay as they are', async () => {
  const { asked, rows } = await askedOfVllm({}, '0.8.5');
  assert.equal(
    asked.map(({ url, prompt }) => (String(url) === '/v1/completions' ? String(prompt).slice(-2) : url)),
    ['/reset_prefix_cache', ...Array(2).fill(['wo', '/reset_prefix_cache', 'me', 'me']).flat()],
  );
  assert.ok(rows.every(({ cold_by, output_hash }) => cold_by === 'reset' && output_hash !== null));
});

test('one that only forgets knows a prompt that a trial asks twice: those are salted', async () => {
  const { asked, rows } = await askedOfVllm({ batchSizes: [1, 4] }, '0.8.5');
  assert.ok(rows.every(({ cold_by, output_hash }) => cold_by === 'salt' && output_hash === null));
  assert.is(asked.filter(({ url }) => url === '/reset_prefix_cache').length, 1);
});

test('one that can be told so keeps each request apart, repeated prompts too', async () => {
  const { asked, rows } = await askedOfVllm({ batchSizes: [1, 4] }, '0.32.0');
  assert.ok(rows.every(({ cold_by, output_hash }) => cold_by === 'uncached' && output_hash !== null));
  const requests = asked.filter(({ url }) => url === '/v1/completions');
  assert.is(new Set(requests.map(({ cache_salt }) => cache_salt)).size, requests.length);
  assert.ok(requests.every(({ cache_salt }) => typeof cache_salt === 'string'));
});

test('where cold prompts must be apart, warm ones are too: batches of both are the same requests', async () => {
  const both = { batchSizes: [2], prefixCache: ['cold', 'warm'], length: 'forced' };
  const { asked, rows } = await askedOfVllm(both, '0.32.0');
  assert.not(asked.some(({ prompt }) => Array.isArray(prompt)));
  assert.ok(rows.every(({ batch_request }) => batch_request === 'each'));
});

test('what keeps no prompts is told so', () => {
  const config = parseConfig({ prefixCache: 'cold' });
  assert.throws(
    () => checkPrefixCache(config),
    (error: Error) =>
      error instanceof InputError && /^--prefix-cache cold: the onnx .*--backend openai$/.test(error.message),
  );
});

test.run();
