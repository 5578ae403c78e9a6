import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ModelConfig } from '../../src/model/config.js';
import { KvCache, kvBytes } from '../../src/model/kv-cache.js';
import type { Slot } from '../../src/model/runner.js';
import { fc } from '../support/fast-check.js';

const config = { layers: 2, kvHeads: 2, headDim: 2 } as ModelConfig;
const PLANES = 4;
/** Values of one token in all planes. */
const TOKEN_VALUES = PLANES * 2 * 2;

/** What a slot must hold: one value for each plane, head, token and dimension, unlike any other slot's. */
const valueAt = (id: number, plane: number, head: number, token: number, dim: number) =>
  (((id * PLANES + plane) * 2 + head) * 400 + token) * 2 + dim;

/** Calls `each` for every value that the slot at row `index` holds of the tokens [from, to). */
function eachValue(
  cache: KvCache,
  index: number,
  [from, to]: readonly [number, number],
  each: (
    plane: Float32Array,
    at: number,
    where: [plane: number, head: number, token: number, dim: number],
  ) => void,
): void {
  if (from === to) return; // it may have no memory yet
  for (let layer = 0; layer < config.layers; layer++) {
    const { keys, values } = cache.view(layer, index, 1);
    for (const [kind, plane] of [keys, values].entries())
      for (let head = 0; head < 2; head++)
        for (let token = from; token < to; token++)
          for (let dim = 0; dim < 2; dim++)
            each(plane, (head * cache.capacity + token) * 2 + dim, [2 * layer + kind, head, token, dim]);
  }
}

/** As the graph does: writes the next tokens to where they belong. */
function append(cache: KvCache, slot: Slot, id: number, tokens: number): void {
  const range = [slot.length, slot.length + tokens] as const;
  eachValue(cache, cache.indexOf(slot), range, (plane, at, where) => {
    plane[at] = valueAt(id, ...where);
  });
  cache.grow([slot], tokens);
}

function check(cache: KvCache, slot: Slot, id: number, index = cache.indexOf(slot)): void {
  eachValue(cache, index, [0, slot.length], (plane, at, where) =>
    assert.is(plane[at], valueAt(id, ...where)),
  );
}

/** A step: who is in it (by rank among the live), who leaves after it, how many join before it, with what prompts. */
const step = fc.record({
  joins: fc.array(
    fc.record({
      expected: fc.nat({ max: 300 }),
      length: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 150 })),
    }),
    {
      maxLength: 3,
    },
  ),
  decodes: fc.boolean(),
  inStep: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  leaves: fc.option(fc.nat({ max: 11 }), { nil: undefined }),
});

test('whoever joins, leaves, grows or is moved, every slot keeps its own keys and values', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const cache = new KvCache(config);
      const live: { slot: Slot; id: number }[] = [];
      let ids = 0;
      for (const { joins, decodes, inStep, leaves } of steps) {
        for (const { expected, length } of joins) {
          const joined = { slot: cache.allocate(expected), id: ids++ };
          live.push(joined);
          if (length === 0) continue;
          cache.reserve([joined.slot], length);
          append(cache, joined.slot, joined.id, length);
        }
        const decoded = live.filter((_, i) => decodes && inStep[i % inStep.length]);
        if (decoded.length > 0) {
          cache.reserve(
            decoded.map(({ slot }) => slot),
            1,
          );
          const order = cache.gather(decoded.map(({ slot }) => slot));
          assert.equal(new Set(order), new Set(decoded.map(({ slot }) => slot)));
          const idOf = (slot: Slot) => decoded.find((each) => each.slot === slot)!.id;
          for (const [place, slot] of order.entries()) check(cache, slot, idOf(slot), place);
          for (const slot of order) append(cache, slot, idOf(slot), 1);
        }
        if (leaves !== undefined && live.length > 0)
          cache.free(live.splice(leaves % live.length, 1)[0]!.slot);
        for (const { slot, id } of live) check(cache, slot, id);
      }
    }),
    { numRuns: 150, seed: 3 },
  );
});

test('what sequences take together is what the longest takes, times a power of two', () => {
  // 1000 tokens lie in room for 1024; three of them in four slots.
  assert.is(kvBytes(config, [1000, 5, 5]), 4 * 1024 * TOKEN_VALUES * 4);
  assert.is(kvBytes(config, []), 0);
});

const bytes = (cache: KvCache) => PLANES * (cache.capacity === 0 ? 0 : cache.view(0, 0, 1e9).keys.byteLength);

function grow(cache: KvCache, slot: Slot, tokens: number): void {
  cache.reserve([slot], tokens);
  cache.grow([slot], tokens);
}

test('memory never exceeds what the lengths at hand need, and much of it goes when the last slot goes', () => {
  const cache = new KvCache(config);
  const short = Array.from({ length: 7 }, () => cache.allocate(10));
  for (const slot of short) grow(cache, slot, 10);
  assert.is(bytes(cache), kvBytes(config, Array(7).fill(10)));
  for (const slot of short.splice(1)) cache.free(slot);
  const long = cache.allocate(10);
  grow(cache, long, 1000);
  assert.is(bytes(cache), kvBytes(config, [10, 1000]), 'a long one beside few, after many have left');
  cache.free(long);
  grow(cache, short[0]!, 1);
  assert.is(bytes(cache), kvBytes(config, [11]), 'short ones that a long one has left');
  cache.free(short[0]!);
  assert.is(bytes(cache), kvBytes(config, [11]), 'so little is kept for the next one');
  const huge = cache.allocate(3_000_000);
  grow(cache, huge, 3_000_000);
  cache.free(huge);
  assert.is(bytes(cache), 0, 'more than 128 MiB is let go');
});

test('a slot of the expected length never moves while it grows', () => {
  let layouts = 0;
  const cache = new KvCache(config, () => layouts++);
  const slot = cache.allocate(500);
  for (let i = 0; i < 500; i++) grow(cache, slot, 1);
  assert.is(layouts, 1);
  grow(cache, slot, 100);
  assert.is(layouts, 2, 'it may outgrow what was expected');
});

test('slots that come together are laid out together', () => {
  let layouts = 0;
  const cache = new KvCache(config, () => layouts++);
  for (const slot of Array.from({ length: 16 }, () => cache.allocate(50))) grow(cache, slot, 50);
  assert.is(layouts, 1);
});

test('where there is no memory for all that a slot expects, it gets what it needs now', () => {
  const cache = new KvCache(config);
  const slot = cache.allocate(4);
  cache.reserve([slot], 4);
  append(cache, slot, 1, 4);
  const greedy = cache.allocate(2 ** 40);
  cache.reserve([greedy], 100);
  append(cache, greedy, 2, 100);
  check(cache, slot, 1);
  check(cache, greedy, 2);
  assert.throws(() => cache.reserve([greedy], 2 ** 40), RangeError);
  append(cache, slot, 1, 1);
  check(cache, slot, 1);
  check(cache, greedy, 2);
});

test.run();
