import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ModelConfig } from '../../src/model/config.js';
import { type KeysAndValues, KvCache, kvBytes } from '../../src/model/kv-cache.js';
import type { Slot } from '../../src/model/runner.js';

const config = { layers: 2, kvHeads: 2, headDim: 2 } as ModelConfig;
const PLANES = 4;
/** Values of one token in all planes. */
const TOKEN_VALUES = PLANES * 2 * 2;

/** What a slot must hold: one value for each plane, head, token and dimension, unlike any other slot's. */
const valueAt = (id: number, plane: number, head: number, token: number, dim: number) =>
  (((id * PLANES + plane) * 2 + head) * 400 + token) * 2 + dim;

/** New tokens as the graph returns them: keys [slots, layers · heads, head_dim, tokens], values [..., tokens, head_dim]. */
function tokensFor(ids: readonly number[], starts: readonly number[], tokens: number): KeysAndValues {
  const keys: number[] = [];
  const values: number[] = [];
  for (const [i, id] of ids.entries())
    for (let layer = 0; layer < config.layers; layer++)
      for (let head = 0; head < 2; head++) {
        const range = Array.from({ length: tokens }, (_, token) => starts[i]! + token);
        for (const dim of [0, 1])
          for (const token of range) keys.push(valueAt(id, 2 * layer, head, token, dim));
        for (const token of range)
          for (const dim of [0, 1]) values.push(valueAt(id, 2 * layer + 1, head, token, dim));
      }
  return { keys: Float32Array.from(keys), values: Float32Array.from(values) };
}

function check(cache: KvCache, slot: Slot, id: number, from = cache.indexOf(slot)): void {
  for (let layer = 0; layer < config.layers; layer++) {
    const { keys, values } = cache.view(layer, from, 1);
    for (let head = 0; head < 2; head++)
      for (let token = 0; token < slot.length; token++)
        for (let dim = 0; dim < 2; dim++) {
          const key = keys[(head * 2 + dim) * cache.capacity + token];
          const value = values[(head * cache.capacity + token) * 2 + dim];
          assert.is(key, valueAt(id, 2 * layer, head, token, dim));
          assert.is(value, valueAt(id, 2 * layer + 1, head, token, dim));
        }
  }
}

/** A step: who is in it (by rank among the live), who leaves after it, how many join before it, with what prompts. */
const step = fc.record({
  joins: fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 3 }),
  inStep: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  leaves: fc.option(fc.nat({ max: 11 }), { nil: undefined }),
});

test('whoever joins, leaves, grows or is moved, every slot keeps its own keys and values', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const cache = new KvCache(config);
      const live: { slot: Slot; id: number }[] = [];
      let ids = 0;
      for (const { joins, inStep, leaves } of steps) {
        for (const length of joins) {
          const joined = { slot: cache.allocate(), id: ids++ };
          cache.reserve([joined.slot], length);
          cache.append([joined.slot], tokensFor([joined.id], [0], length), length);
          live.push(joined);
        }
        const decoded = live.filter((_, i) => inStep[i % inStep.length]);
        if (decoded.length > 0) {
          cache.reserve(
            decoded.map(({ slot }) => slot),
            1,
          );
          const order = cache.gather(decoded.map(({ slot }) => slot));
          assert.equal(new Set(order), new Set(decoded.map(({ slot }) => slot)));
          const idOf = (slot: Slot) => decoded.find((each) => each.slot === slot)!.id;
          for (const [place, slot] of order.entries()) check(cache, slot, idOf(slot), place);
          const rows = tokensFor(
            order.map(idOf),
            order.map(({ length }) => length),
            1,
          );
          cache.append(order, rows, 1);
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

test('memory never exceeds what the lengths at hand need, and much of it goes when the last slot goes', () => {
  const cache = new KvCache(config);
  const bytes = () => PLANES * (cache.capacity === 0 ? 0 : cache.view(0, 0, 1e9).keys.byteLength);
  const grow = (slot: Slot, tokens: number) => {
    cache.reserve([slot], tokens);
    const half = new Float32Array((tokens * TOKEN_VALUES) / 2);
    cache.append([slot], { keys: half, values: half }, tokens);
  };
  const short = Array.from({ length: 7 }, () => cache.allocate());
  for (const slot of short) grow(slot, 10);
  assert.is(bytes(), kvBytes(config, Array(7).fill(10)));
  for (const slot of short.splice(1)) cache.free(slot);
  const long = cache.allocate();
  grow(long, 1000);
  assert.is(bytes(), kvBytes(config, [10, 1000]), 'a long one beside few, after many have left');
  cache.free(long);
  grow(short[0]!, 1);
  assert.is(bytes(), kvBytes(config, [11]), 'short ones that a long one has left');
  cache.free(short[0]!);
  assert.is(bytes(), kvBytes(config, [11]), 'so little is kept for the next one');
  const huge = cache.allocate();
  grow(huge, 300_000);
  cache.free(huge);
  assert.is(bytes(), 0, 'more than 16 MiB is let go');
});

test.run();
