import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../src/benchmark/config.js';
import { warmUpRequests } from '../../src/benchmark/warm-up.js';
import { loadPrompts } from '../../src/workload/prompts.js';

const trial = (prompts: readonly string[], batchSize: number) => ({
  cell: { mode: 'batch', scheduler: 'static', batchSize } as const,
  block: 0,
  prompts: prompts.map((prompt, i) => ({ id: `${i}`, category: '', prompt })),
});
const HERE = { isServer: false };

test('counting, as long as the text that it stands for, each from its own number', () => {
  const texts = ['x'.repeat(15), 'y', 'z'.repeat(10)];
  assert.equal(
    warmUpRequests(trial(texts, 3), parseConfig({}), HERE).map(({ prompt }) => prompt),
    ['one two three four', 'two', 'three four'],
  );
});

test('as many as the cell has at once, of a few tokens, and of no more than are measured', () => {
  const requests = warmUpRequests(trial(['a b', 'd e f', 'g h i'], 2), parseConfig({}), HERE);
  assert.equal(
    requests.map(({ prompt }) => prompt),
    ['one', 'two three'],
  );
  assert.ok(requests.every(({ maxNewTokens, forceLength }) => maxNewTokens === 4 && forceLength));
  const [short] = warmUpRequests(trial(['a b'], 2), parseConfig({ maxNewTokens: 2 }), HERE);
  assert.is(short!.maxNewTokens, 2);
});

test('no measured prompt begins like it', () => {
  const measured = loadPrompts(parseConfig({}).prompts).map(({ prompt }) => prompt);
  for (const { prompt } of warmUpRequests(trial(measured, 32), parseConfig({}), HERE))
    assert.not(measured.some((other) => other.startsWith(String(prompt).split(' ')[0]!)));
});

test('a server is asked for a forced length only where the run does: it may not know of it', () => {
  const forced = (length: string, isServer: boolean) =>
    warmUpRequests(trial(['a'], 1), parseConfig({ length }), { isServer })[0]!.forceLength;
  assert.equal(
    [forced('natural', true), forced('forced', true), forced('natural', false)],
    [false, true, true],
  );
});

test.run();
