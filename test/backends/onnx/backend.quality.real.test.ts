import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { spawnBackend } from '../../../src/backends/process/process-backend.js';
import { parseConfig } from '../../../src/benchmark/config.js';
import { runBenchmark } from '../../../src/benchmark/run.js';
import { areDamaged } from '../../../src/results/weights.js';

const test = suite('the embedded model, quantised, against float32');

const cache = mkdtempSync(join(tmpdir(), 'quality-'));
test.after(() => rmSync(cache, { recursive: true }));

/** One short trial; what loading said, and its rows. */
async function run(dtype: string) {
  const said: string[] = [];
  const options = {
    env: { STREAMBATCH_CACHE: cache },
    onProgress: ({ step }: { step: string }) => said.push(step),
  };
  const config = parseConfig({
    backend: { dtype },
    ways: ['stream'],
    promptLimit: 2,
    maxNewTokens: 4,
    repeats: 1,
  });
  const launch = (spec: Parameters<typeof spawnBackend>[0], signal: AbortSignal) =>
    spawnBackend(spec, { ...options, signal });
  const { rows } = await runBenchmark(config, { launch, append: () => undefined });
  return { rows, checked: said.some((step) => step.startsWith(`checking ${dtype} against float32`)) };
}

for (const dtype of ['int8', 'int4']) {
  test(`${dtype} is checked once, and keeps the model`, async () => {
    const { rows, checked } = await run(dtype);
    assert.ok(checked);
    const [{ perplexity_ratio: ratio, flags }] = rows as [(typeof rows)[0]];
    assert.ok(ratio !== null && ratio > 0.95 && ratio < 1.05, `${ratio}`);
    assert.not.match(flags ?? '', 'weights-damaged');
    const again = await run(dtype);
    assert.equal([again.checked, again.rows[0]!.perplexity_ratio], [false, ratio]);
  });
}

test('weights that were destroyed before anyone checked: every row says so', async () => {
  const folder = readdirSync(join(cache, 'models'))[0]!;
  const graphs = join(cache, 'models', folder);
  const graph = join(graphs, readdirSync(graphs).find((name) => name.startsWith('int8-v'))!);
  rmSync(join(graph, 'quality.json'));
  const weights = join(graph, 'weights.bin');
  writeFileSync(weights, readFileSync(weights).fill(0x41));
  const { rows, checked } = await run('int8');
  assert.ok(checked);
  assert.is(rows.length, 2);
  assert.ok(rows.every((row) => areDamaged(row.perplexity_ratio) && row.flags!.includes('weights-damaged')));
});

test.run();
