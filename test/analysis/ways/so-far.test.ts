import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { matrix } from '../../../src/analysis/ways/matrix.js';
import { awaited, soFar } from '../../../src/analysis/ways/so-far.js';
import { blocksToGo } from '../../../src/metrics/statistics/decide-so-far.js';
import { wayLabel } from '../../../src/ways.js';
import { batchOf, continuous, crafted, STREAMING } from '../../support/rows.js';

const TRUTHS = [
  { way: STREAMING, totalMs: 100, tps: 90 },
  { way: batchOf(4), totalMs: 200, tps: 200 },
  { way: continuous(4), totalMs: 120, tps: 260 },
];
const after = (blocks: number, blocksLeft = 10, truths = TRUTHS) =>
  soFar(matrix(crafted(truths, blocks)), blocksLeft);

test('one value a block of each comparison that the verdict makes', () => {
  const { comparisons } = after(5);
  assert.equal(
    [...new Set(comparisons.map(({ way, base }) => `${wayLabel(way)} / ${wayLabel(base)}`))],
    ['batch of 4 / streaming', 'continuous, 4 at once / streaming', 'continuous, 4 at once / batch of 4'],
  );
  assert.is(comparisons.length, 3 * 4);
  assert.ok(comparisons.every(({ interval }) => interval.n === 5));
  const speed = comparisons.find(({ metric }) => metric === 'throughputTps')!;
  // the wobble of the crafted rows cancels over five of its six steps but for a part in a thousand
  assert.ok(Math.abs(speed.interval.estimate / (200 / 90) - 1) < 0.005);
  assert.is(speed.decision, 'greater');
  assert.ok(speed.sure);
});

test('two blocks decide nothing, and all is awaited; one more is expected at least', () => {
  const early = after(2);
  assert.ok(early.comparisons.every(({ decision, sure }) => decision === 'cannot tell' && !sure));
  assert.is(awaited(early.comparisons).length, 12);
  assert.is(blocksToGo(early.comparisons, 10), 1);
});

test('five steady blocks decide all: nothing to go', () => {
  const late = after(5);
  assert.equal(
    late.comparisons.filter(({ standing }) => standing !== 'decided').map(({ metric }) => metric),
    [],
  );
  assert.is(blocksToGo(late.comparisons, 10), 0);
});

test('the one that takes longest comes first, and no more is expected than there is time for', () => {
  const close = [...TRUTHS.slice(0, 1), { way: batchOf(4), totalMs: 104.8, tps: 94 }];
  const open = awaited(after(4, Infinity, close).comparisons);
  const needed = open.map(({ blocksNeeded }) => blocksNeeded ?? Infinity);
  assert.ok(needed.length >= 1);
  assert.equal(
    needed,
    [...needed].sort((a, b) => b - a),
  );
  assert.is(blocksToGo(after(4, Infinity, close).comparisons, 2), 2);
});

test('nothing to compare: nothing to wait for', () => {
  assert.is(blocksToGo(after(3, 10, TRUTHS.slice(0, 1)).comparisons, 10), 0);
});

test.run();
