import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../src/benchmark/config.js';
import { promptPasses } from '../../src/benchmark/full-batches.js';
import { planCells } from '../../src/benchmark/plan.js';

const promptsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `p${i}`, category: '', prompt: `prompt ${i}` }));

const requests = (count: number, batchSizes: number[], ways = ['stream', 'batch', 'continuous']) =>
  promptPasses(promptsOf(count), planCells(parseConfig({ batchSizes, ways }))).flat().length;

test('prompts are asked again until every batch is full', () => {
  for (const [prompts, sizes, wanted, why] of [
    [28, [1, 2, 4, 8], 32, 'the matrix of `npm start`'],
    [28, [1, 8, 32], 32, 'too few for one batch'],
    [3, [8, 32], 32, 'far too few'],
    [32, [1, 2, 4, 8], 32, 'enough: none is asked twice'],
    [5, [1], 5, 'one at a time'],
    [28, [3, 8], 48, 'full for both'],
    [28, [5, 7, 8], 32, 'full for all would be 280: full for the largest'],
  ] as const) {
    assert.is(requests(prompts, [...sizes]), wanted, why);
  }
  assert.is(requests(28, [8], ['stream', 'continuous']), 28, 'who joins and leaves needs no whole batches');
  assert.is(requests(3, [8], ['continuous']), 8, 'but as many as are to be in flight');
});

test('every prompt once before any twice, and the repeats from all over the file', () => {
  const [first, second, ...more] = promptPasses(
    promptsOf(10),
    planCells(parseConfig({ batchSizes: [13], ways: ['batch'] })),
  );
  assert.equal(first, promptsOf(10));
  assert.equal(
    second!.map(({ id }) => id),
    ['p0', 'p3', 'p6'],
  );
  assert.equal(more, []);
  assert.equal(promptPasses([], []), []);
});

test.run();
