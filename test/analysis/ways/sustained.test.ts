import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loads } from '../../../src/analysis/ways/loads.js';
import { sustained } from '../../../src/analysis/ways/sustained.js';
import { load } from '../load-rows.js';

const test = suite('analysis/sustained');

/** Loads of so many requests, of which every k-th is late; 0: none. */
const rates = (...all: readonly (readonly [perSecond: number, n: number, lateEvery: number])[]) =>
  loads(
    all.flatMap(([perSecond, n, lateEvery]) =>
      load({ n, perSecond, seenMs: 20 }).map((one, i) =>
        lateEvery > 0 && i % lateEvery === 0 ? { ...one, ttft_ms: 9000 } : one,
      ),
    ),
    { ttftMs: 100 },
  );

test('the highest rate kept by nine in ten, between the surely kept and the surely broken', () => {
  // 20 is kept by 92 %: not surely; 28 by 86 %: not surely broken; 40 by half
  const [one] = sustained(rates([10, 100, 0], [20, 100, 13], [28, 100, 7], [40, 100, 2]));
  assert.equal([one!.perSecond, one!.low, one!.high], [20, 10, 40]);
  assert.is(one!.load!.perSecond, 20);
  assert.equal(one!.tried, [10, 20, 28, 40]);
});

test('a rate above a broken one does not count, however well it went', () => {
  const [one] = sustained(rates([10, 100, 0], [20, 100, 2], [40, 100, 0]));
  assert.equal([one!.perSecond, one!.low, one!.high], [10, 10, 20]);
});

test('none kept; none broken; too few to be sure', () => {
  const [none] = sustained(rates([10, 100, 2]));
  assert.equal([none!.perSecond, none!.low, none!.high, none!.load], [null, null, 10, null]);
  const [all] = sustained(rates([10, 100, 0]));
  assert.equal([all!.perSecond, all!.low, all!.high], [10, 10, null]);
  // Wilson: all of 34 are 90 % and more at 95 %, all of 30 are not
  assert.is(sustained(rates([10, 30, 0]))[0]!.low, null);
});

test('each way by itself; no load, no answer', () => {
  assert.equal(sustained([]), []);
});

test.run();
