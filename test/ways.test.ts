import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compareWays,
  familyLabel,
  familyName,
  familyNamed,
  MODES,
  offeredWays,
  SCHEDULERS,
  type Scheduler,
  usualSchedulers,
  usualWays,
  WAY_NAMES,
  type Way,
  wayColor,
  wayColumns,
  wayKey,
  wayLabel,
  wayOf,
  wayPhrase,
  waySymbol,
  waysNamed,
} from '../src/ways.js';

const every = MODES.flatMap((mode) => SCHEDULERS.map((scheduler) => ({ mode, scheduler })));
const sized = (batchSize: number): Way[] => every.map((family) => ({ ...family, batchSize }));

test('every place on the two axes has words and looks of its own', () => {
  for (const of of [familyName, familyLabel, wayColor, waySymbol]) {
    assert.is(new Set(every.map(of)).size, every.length);
  }
  for (const of of [wayKey, wayLabel, wayPhrase]) assert.is(new Set(sized(8).map(of)).size, every.length);
});

test('what people type', () => {
  assert.equal(WAY_NAMES, ['stream', 'batch', 'continuous', 'whole']);
  assert.equal(
    WAY_NAMES.map((name) => waysNamed(name, { batchSizes: [1, 8] }).map(wayKey)),
    [
      ['stream-sequential-1'],
      ['batch-static-1', 'batch-static-8'],
      ['stream-continuous-8'],
      ['batch-continuous-8'],
    ],
  );
  assert.equal(
    WAY_NAMES.map((name) => familyName(familyNamed(name))),
    WAY_NAMES,
  );
});

test('words for an axis and for a sentence', () => {
  const words = WAY_NAMES.flatMap((name) =>
    waysNamed(name, { batchSizes: [8] }).flatMap((way) => [wayLabel(way), wayPhrase(way)]),
  );
  assert.equal(words, [
    'streaming',
    'streaming',
    'batch of 8',
    'a batch of 8',
    'continuous, 8 at once',
    'continuous batching of 8',
    'whole answers, 8 at once',
    'whole answers, 8 at once',
  ]);
  const rare: Way = { mode: 'batch', scheduler: 'sequential', batchSize: 1 };
  assert.is(wayLabel(rare), 'whole answers, one by one');
  assert.is(wayPhrase({ ...rare, batchSize: 2 }), 'whole answers, one by one, 2');
});

test("whole answers are measured beside streams where a server is somebody else's, or when named", () => {
  const names = (schedulers: readonly Scheduler[], isServer?: boolean) => usualWays({ schedulers, isServer });
  assert.equal(names(SCHEDULERS), ['stream', 'batch', 'continuous']);
  assert.equal(names(SCHEDULERS, true), ['stream', 'batch', 'continuous', 'whole']);
  assert.equal(names(['sequential', 'static'], true), ['stream', 'batch']);
  assert.equal(offeredWays({ schedulers: ['continuous'] }), ['continuous', 'whole']);
});

test('a state of the cache of prompts is a way of its own, in key, label and order, and none in a sentence', () => {
  const ways = waysNamed('batch', { batchSizes: [8], prefixCache: ['as-is', 'cold', 'warm'] });
  assert.equal(ways.map(wayKey), ['batch-static-8', 'batch-static-8-cold', 'batch-static-8-warm']);
  assert.equal(ways.map(wayLabel), ['batch of 8', 'batch of 8, cold', 'batch of 8, warm']);
  assert.equal(ways.map(familyLabel), ['static batch', 'static batch, cold', 'static batch, warm']);
  assert.is(new Set(ways.map(wayPhrase)).size, 1);
  assert.equal(ways.map(waySymbol), ['square', 'square-open', 'square-dot']);
  assert.equal([...ways].reverse().sort(compareWays), ways);
  for (const way of ways) assert.equal(wayOf(wayColumns(way)), way);
});

test('columns of a row say its way', () => {
  for (const way of sized(8)) assert.equal(wayOf(wayColumns(way)), way);
});

test('streaming first, then families, then sizes', () => {
  const ways = WAY_NAMES.flatMap((name) => waysNamed(name, { batchSizes: [2, 16] }));
  assert.equal([...ways].reverse().sort(compareWays), ways);
});

test('a server takes continuous batching where it can, else what is classic', () => {
  assert.equal(usualSchedulers('stream'), ['continuous', 'sequential']);
  assert.equal(usualSchedulers('batch'), ['continuous', 'static']);
});

test.run();
