import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createBackend } from '../../../src/backends/create.js';
import { backendSpec } from '../../../src/backends/spec.js';
import {
  type Backend,
  type Completion,
  complete,
  type GenerateRequest,
  type Scheduler,
} from '../../../src/generation.js';
import { seededRandom, shuffled } from '../../../src/workload/random.js';
import { fc } from '../../support/fast-check.js';
import { type Golden, golden } from '../../support/golden.js';

const load = (scheduler: Scheduler, engine: object = {}) =>
  createBackend(backendSpec.parse({ backend: 'onnx', dtype: 'fp32', scheduler, engine }));

const asked = ({ prompt, greedy_ids }: Golden, signal?: AbortSignal): GenerateRequest => ({
  id: prompt,
  prompt,
  maxNewTokens: greedy_ids.length,
  signal,
});

/** Reference: greedy continuations computed in PyTorch from the shipped weights. */
function isGolden({ tokenIds, text }: Completion, { greedy_ids, greedy_text, prompt }: Golden): void {
  assert.equal(tokenIds, greedy_ids, prompt);
  assert.is(text, greedy_text);
}

test('alone: every golden continuation, token for token', async () => {
  const backend = await load('sequential');
  for (const one of golden) isGolden(await complete(backend.submit([asked(one)])[0]!), one);
  await backend.close();
});

test('static batches of any size: the same', async () => {
  const backend = await load('static');
  for (const size of [2, 5, golden.length]) {
    for (let start = 0; start < golden.length; start += size) {
      const group = golden.slice(start, start + size);
      const completions = await Promise.all(backend.submit(group.map((one) => asked(one))).map(complete));
      for (const [i, completion] of completions.entries()) isGolden(completion, group[i]!);
    }
  }
  await backend.close();
});

test('continuous: the same, whoever joins, leaves or is cancelled at random steps', async () => {
  for (const engine of [
    { maxBatch: 3, prefillChunk: 5 },
    { maxBatch: 32, prefillChunk: 128 },
  ]) {
    const backend = await load('continuous', engine);
    await fc.assert(
      fc.asyncProperty(fc.nat(), (seed) => joinsAndCancels(backend, seed)),
      { numRuns: 4, seed: 11 },
    );
    await backend.close();
  }
});

/** Every golden prompt twice in random order; a third of the streams is left after a few tokens, and joins come late. */
async function joinsAndCancels(backend: Backend, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const runs = shuffled([...golden, ...golden], random).map(async (one) => {
    for (let turns = Math.floor(random() * 60); turns > 0; turns--) await new Promise(setImmediate);
    if (random() < 1 / 3) await leaveEarly(backend, one, Math.floor(random() * 10));
    else isGolden(await complete(backend.submit([asked(one)])[0]!), one);
  });
  await Promise.all(runs);
  isGolden(await complete(backend.submit([asked(golden[0]!)])[0]!), golden[0]!);
  assert.is(backend.load?.()?.running, 0, 'a stream that was left gives its slot back');
}

async function leaveEarly(backend: Backend, one: Golden, after: number): Promise<void> {
  const ids: (number | null)[] = [];
  for await (const event of backend.submit([asked(one)])[0]!) {
    if (event.kind === 'token') ids.push(event.tokenId);
    if (ids.length > after) break;
  }
  assert.equal(ids, one.greedy_ids.slice(0, ids.length));
}

test.run();
