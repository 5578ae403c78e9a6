import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { advice } from '../../../src/analysis/answers/advice.js';
import { type Compared, restsOn } from '../../../src/analysis/answers/rests-on.js';
import { matrix } from '../../../src/analysis/ways/matrix.js';
import type { Decision } from '../../../src/metrics/statistics/decide.js';
import type { LogRow } from '../../../src/results/schema.js';
import { wayLabel } from '../../../src/ways.js';
import { fc } from '../../support/fast-check.js';
import { batchOf, continuous, crafted, STREAMING, wholeOf } from '../../support/rows.js';

const WAYS = [batchOf(2), batchOf(4), batchOf(8), continuous(2), continuous(4), continuous(8)];
const measured = matrix(crafted([STREAMING, ...WAYS].map((way) => ({ way, totalMs: 100, tps: 90 }))));

/** Every comparison with a decision: what `decide` says of it, else "cannot tell". */
const deciding = (decide: (one: Compared) => Decision) => ({
  ...measured,
  comparisons: measured.comparisons.map((one) => ({ ...one, decision: decide(one) })),
});

/** "throughputTps batch 4", of those against streaming. */
const nameOf = ({ metric, way, base }: Compared) =>
  `${metric} ${way.mode} ${way.batchSize}${base.scheduler === 'sequential' ? '' : ' against a batch'}`;

test('all that may be the first faster, the one that is, and what is said of the largest', () => {
  const faster = new Set(['throughputTps batch 4', 'throughputTps stream 2', 'firstSeenMs batch 8']);
  const { comparisons } = deciding((one) => (faster.has(nameOf(one)) ? 'greater' : 'cannot tell'));
  assert.equal(restsOn(comparisons).map(nameOf), [
    'throughputTps batch 2',
    'throughputTps batch 4',
    'throughputTps stream 2',
    'throughputTps stream 8',
    'firstSeenMs batch 8',
  ]);
});

test('nothing decided: the throughput of all sizes, and when each batch is seen', () => {
  const { comparisons } = deciding(() => 'cannot tell');
  assert.is(restsOn(comparisons).length, 6 + 3);
  assert.equal(restsOn([]), []);
});

test('without continuous batching every batch that is faster is named', () => {
  const { comparisons } = deciding(() => 'greater');
  const batches = comparisons.filter(({ way }) => way.mode === 'batch');
  assert.equal(restsOn(batches).map(nameOf), [
    'throughputTps batch 2',
    'throughputTps batch 4',
    'throughputTps batch 8',
    'firstSeenMs batch 8',
  ]);
});

test('however the others are decided, the advice stays as it is', () => {
  const decisions = fc.constantFrom<Decision>('greater', 'less', 'same', 'cannot tell');
  const several = fc.array(decisions, {
    minLength: measured.comparisons.length,
    maxLength: measured.comparisons.length,
  });
  fc.assert(
    fc.property(several, several, (first, second) => {
      const places = new Map(measured.comparisons.map((one, i) => [nameOf(one), i]));
      const given = deciding((one) => first[places.get(nameOf(one))!]!);
      const kept = new Set(restsOn(given.comparisons).map(nameOf));
      const otherwise = deciding(
        (one) => (kept.has(nameOf(one)) ? first : second)[places.get(nameOf(one))!]!,
      );
      assert.is(advice(otherwise).text, advice(given).text);
    }),
  );
});

test('under a cold cache as under any; beside a warm one, for what that changes of the first tokens too', () => {
  const under = (prefixCache: 'cold' | 'warm') =>
    [STREAMING, batchOf(8)].map((way) => ({ way: { ...way, prefixCache }, totalMs: 100, tps: 90 }));
  const names = (rows: readonly LogRow[]) =>
    restsOn(matrix(rows).comparisons).map(({ metric, way }) => `${metric} ${wayLabel(way)}`);
  const cold = ['throughputTps batch of 8, cold', 'firstSeenMs batch of 8, cold'];
  assert.equal(names(crafted(under('cold'))), cold);
  const factor = ['firstSeenMs streaming, warm', 'firstSeenMs batch of 8, warm'];
  assert.equal(names(crafted([...under('cold'), ...under('warm')])), [...cold, ...factor]);
});

test('where streams and whole answers were measured, for the price of streaming with most at once', () => {
  const ways = [continuous(2), continuous(4), wholeOf(2), wholeOf(4)];
  const { comparisons } = matrix(crafted(ways.map((way) => ({ way, totalMs: 100, tps: 90 }))));
  assert.equal(
    restsOn(comparisons).map(({ metric, way }) => `${metric} ${wayLabel(way)}`),
    ['latencyMs whole answers, 4 at once', 'throughputTps whole answers, 4 at once'],
  );
});

test.run();
