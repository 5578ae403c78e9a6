import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ProcessBackend } from '../../src/backends/process/process-backend.js';
import type { BackendSpec } from '../../src/backends/spec.js';
import { parseConfig } from '../../src/benchmark/config.js';
import { checkPrefixCache } from '../../src/benchmark/prefix-cache.js';
import { runBenchmark } from '../../src/benchmark/run.js';
import { InputError } from '../../src/errors.js';
import type { GenerateRequest } from '../../src/generation.js';
import { launchInstant } from './instant-backend.js';

const prompts = join(mkdtempSync(join(tmpdir(), 'prefix-')), 'prompts.csv');
writeFileSync(prompts, 'id,category,prompt\na,c,Ask me\nb,c,Tell me\n');

/** What is asked of a server, request by request, and the rows. */
async function asked(prefixCache: string | undefined) {
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

test('as it is: nothing is added; cold, warm and as it is are different work', async () => {
  const { seen, rows } = await asked('as-is');
  assert.equal(texts(seen).sort(), ['Ask me', 'Ask me', 'Tell me', 'Tell me']);
  const all = [rows, ...(await Promise.all(['cold', 'warm', undefined].map(asked))).map((one) => one.rows)];
  const [asIs, cold, warm, absent] = all.map(([row]) => row!.workload_hash);
  assert.is(asIs, absent);
  assert.is(new Set([asIs, cold, warm]).size, 3);
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
