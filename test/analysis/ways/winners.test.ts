import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { winnerMap } from '../../../src/analysis/figures/winner-map.js';
import { MOST_WORK, SOONEST, wins } from '../../../src/analysis/ways/winners.js';
import { batchOf, continuous, crafted, STREAMING } from '../../support/rows.js';

const test = suite('analysis/winners');

const streaming = { way: STREAMING, firstMs: 20, totalMs: 400, tps: 80 };
const batch8 = { way: batchOf(8), totalMs: 1200, tps: 240 };
const rows = crafted([streaming, batch8]);

test('most work: the batch, by three; soonest for 8 at once: a queue of 8 takes 1420 ms, the batch 1200', () => {
  const [work] = wins(rows, MOST_WORK);
  assert.equal(work?.unbeaten, [batchOf(8)]);
  assert.ok(Math.abs(work!.lead! - 3) < 0.05);
  const [soon] = wins(rows, SOONEST);
  assert.equal(soon?.unbeaten, [batchOf(8)]);
  assert.ok(Math.abs(soon!.lead! - 1420 / 1200) < 0.02);
});

test('soonest for 2 at once: streaming, since the second waits for one answer only', () => {
  // 20 + ½ · 400 = 220 ms against 500 ms
  const [soon] = wins(crafted([streaming, { way: batchOf(2), totalMs: 500, tps: 120 }]), SOONEST);
  assert.equal(soon?.unbeaten, [STREAMING]);
});

test('one block cannot tell: no winner', () => {
  const [work] = wins(crafted([streaming, batch8], 1), MOST_WORK);
  assert.equal([work?.unbeaten.length, work?.rivals, work?.lead], [2, 2, null]);
  const figure = winnerMap([work!], MOST_WORK);
  assert.is(figure.data[0]?.name, 'cannot tell');
  assert.match(figure.alt, /short prompts, 0 tokens, 8 at once: cannot tell/);
});

test('two that cannot be told apart may still both beat a third', () => {
  const similar = { way: continuous(8), firstMs: 20, totalMs: 1000, tps: 241 };
  const noisy = crafted([streaming, batch8, similar]).map((one) =>
    one.scheduler === 'continuous'
      ? {
          ...one,
          aggregate_tokens_per_sec: one.aggregate_tokens_per_sec! * [0.9, 1.1, 0.95, 1.1, 0.95][one.block]!,
        }
      : one,
  );
  const [work] = wins(noisy, MOST_WORK);
  assert.equal([work?.unbeaten, work?.alike], [[batchOf(8), continuous(8)], false]);
  const figure = winnerMap([work!], MOST_WORK);
  assert.is(figure.data[0]?.name, 'static batch or continuous batching');
  assert.equal(figure.data[0]?.text, ['?']);
});

test('two that are the same within 5 %, and beat the third, are no open question', () => {
  const similar = { way: continuous(8), firstMs: 20, totalMs: 1000, tps: 241 };
  const [work] = wins(crafted([streaming, batch8, similar]), MOST_WORK);
  assert.equal([work?.unbeaten, work?.alike, work?.lead], [[batchOf(8), continuous(8)], true, null]);
  const figure = winnerMap([work!], MOST_WORK);
  assert.is(figure.data[0]?.name, 'static batch and continuous batching alike');
  assert.equal(figure.data[0]?.text, ['=']);
});

test('a map of many fields: what is sure alone may be chance among many', () => {
  // one comparison at p = 0.02, as five blocks of ratios about 1.3 give it
  const lucky = crafted([streaming, { ...batch8, tps: 80 }]).map((one) =>
    one.mode === 'batch'
      ? {
          ...one,
          aggregate_tokens_per_sec: one.aggregate_tokens_per_sec! * [1.1, 1.5, 1.2, 1.6, 1.25][one.block]!,
        }
      : one,
  );
  const even = (field: number) =>
    crafted([streaming, { ...batch8, tps: 80 }]).map((one) => ({
      ...one,
      max_new_tokens: field,
      run_id: `run ${field}`,
    }));
  const alone = wins(lucky, MOST_WORK);
  assert.equal(alone[0]?.unbeaten, [batchOf(8)]);
  const among = wins([...lucky, ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap(even)], MOST_WORK);
  assert.is(among.length, 9);
  assert.ok(among.every(({ unbeaten }) => unbeaten.length === 2));
});

test('the only way that was measured has won nothing', () => {
  const [work] = wins(crafted([batch8]), MOST_WORK);
  assert.equal([work?.rivals, work?.lead, work?.alike], [1, null, false]);
  assert.is(winnerMap([work!], MOST_WORK).data[0]?.name, 'cannot tell');
});

test('trials of mixed categories are left out', () => {
  const mixed = rows.flatMap((row) => [row, { ...row, prompt_category: 'long' }]);
  assert.equal(wins(mixed, MOST_WORK), []);
});

test('a warm cache is no rival of a cold one: ways compete under the first state alone', () => {
  const under = (prefixCache: 'cold' | 'warm', tps: number) => [
    { ...streaming, way: { ...STREAMING, prefixCache } },
    { ...batch8, way: { ...batchOf(8), prefixCache }, tps },
  ];
  const [work] = wins(crafted([...under('cold', 240), ...under('warm', 480)]), MOST_WORK);
  assert.equal([work!.rivals, work!.unbeaten], [2, [{ ...batchOf(8), prefixCache: 'cold' }]]);
});

test.run();
