import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configHash, parseConfig } from '../../src/benchmark/config.js';
import { planCells, plannedPrompts, planTrials, trialId } from '../../src/benchmark/plan.js';
import { InputError } from '../../src/errors.js';
import { wayKey } from '../../src/ways.js';

const prompts = Array.from({ length: 10 }, (_, i) => ({ id: `p${i}`, category: '', prompt: `prompt ${i}` }));

test('one cell for streaming, one for each batch size of the other ways', () => {
  const ways = ['stream', 'batch', 'continuous', 'whole'];
  const cells = planCells(parseConfig({ ways, batchSizes: [2, 8] }));
  assert.equal(cells.map(wayKey), [
    'stream-sequential-1',
    'batch-static-2',
    'batch-static-8',
    'stream-continuous-2',
    'stream-continuous-8',
    'batch-continuous-2',
    'batch-continuous-8',
  ]);
});

test('without a choice, every way the backend has, whole answers in flight only on a server of somebody else', () => {
  const names = (backend: string) =>
    planCells(parseConfig({ backend: { backend }, batchSizes: [1, 4] })).map(wayKey);
  const both = ['stream-sequential-1', 'batch-static-1', 'batch-static-4'];
  assert.equal(names('transformers'), both);
  assert.equal(names('onnx'), [...both, 'stream-continuous-4']);
  assert.equal(names('openai'), [...both, 'stream-continuous-4', 'batch-continuous-4']);
  assert.throws(
    () => planTrials(parseConfig({ ways: ['continuous'], batchSizes: [1] }), prompts),
    /nothing to measure/,
  );
});

test('every cell runs once in each block, with the same prompts in the same order', () => {
  const batchSizes = [1, 2, 5, 10];
  const trials = planTrials(parseConfig({ ways: ['stream', 'batch'], batchSizes, repeats: 4 }), prompts);
  assert.is(new Set(trials.map(trialId)).size, trials.length);
  for (let block = 0; block < 4; block++) {
    const inBlock = trials.filter((trial) => trial.block === block);
    assert.is(inBlock.length, 5);
    for (const trial of inBlock) assert.equal(trial.prompts, inBlock[0]!.prompts);
    assert.equal(
      inBlock[0]!.prompts.map(({ id }) => id).sort(),
      prompts.map(({ id }) => id),
    );
  }
});

test('where batches would not be full, prompts are asked again when all have been asked', () => {
  const config = parseConfig({ ways: ['stream', 'batch'], batchSizes: [4], repeats: 2 });
  for (const trial of planTrials(config, prompts)) {
    const ids = trial.prompts.map(({ id }) => id);
    assert.is(ids.length, 12);
    assert.equal(
      ids.slice(0, 10).sort(),
      prompts.map(({ id }) => id),
    );
    assert.equal(ids.slice(10).sort(), ['p0', 'p5'], 'the same in every block: equal work');
  }
  assert.is(plannedPrompts(config, prompts).length, 12);
});

test('the seed decides the order; more repeats only add blocks', () => {
  const order = (input: object) =>
    planTrials(parseConfig({ ways: ['stream', 'batch'], ...input }), prompts).map(trialId);
  assert.equal(order({ seed: 5 }), order({ seed: 5 }));
  assert.not.equal(order({ seed: 5 }), order({ seed: 6 }));
  assert.equal(order({ repeats: 5 }).slice(0, 15), order({ repeats: 3 }));
  assert.is(configHash(parseConfig({ repeats: 5 })), configHash(parseConfig({ repeats: 3 })));
  assert.is.not(configHash(parseConfig({ seed: 5 })), configHash(parseConfig({})));
});

test('no cell is always first', () => {
  const trials = planTrials(parseConfig({ ways: ['stream', 'batch'], repeats: 40 }), prompts);
  const first = new Set(trials.filter((_, i) => i % 5 === 0).map(({ cell }) => wayKey(cell)));
  assert.is(first.size, 5);
});

test('a prompt limit takes prompts from all over the file', () => {
  const [trial] = planTrials(parseConfig({ promptLimit: 5, batchSizes: [5] }), prompts);
  assert.equal(trial!.prompts.map(({ id }) => id).sort(), ['p0', 'p2', 'p4', 'p6', 'p8']);
});

test('a wrong config lists every problem with its path', () => {
  assert.throws(
    () => parseConfig({ repeats: 0, backend: { backend: 'abacus' }, colour: 'red' }),
    (error: Error) =>
      error instanceof InputError &&
      ['3 problems', 'repeats is 0', 'backend.backend is "abacus"', 'colour'].every((part) =>
        error.message.includes(part),
      ),
  );
});

test.run();
