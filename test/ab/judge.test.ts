import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { judge, verdicts } from '../../src/ab/judge.js';
import type { AbMetricName } from '../../src/ab/metric.js';
import type { Series } from '../../src/ab/series.js';
import { blocksToGo } from '../../src/metrics/statistics/decide-so-far.js';
import { seededRandom } from '../../src/workload/random.js';
import { gaussian } from '../support/noise.js';

const random = seededRandom(1);

/** Blocks whose ratio b / a is `ratio`, with the noise of `sd`. */
function played(metric: AbMetricName, ratio: number, sd: number, blocks: number): Series {
  const b = () => 100 * ratio * Math.exp(sd * gaussian(random));
  return { cell: 'streaming', metric, blocks: Array.from({ length: blocks }, () => ({ a: 100, b: b() })) };
}

/** As often half as double: to know that nothing differs takes hundreds of blocks. */
const NOISY = [1, 2, 3, 4, 5, 6].map((i) => ({ a: 100, b: i % 2 === 0 ? 200 : 50 }));
const RULE = { threshold: 0.05, blocksLeft: 10 };
const verdictsOf = (series: readonly Series[]) => judge(series, RULE).map(({ verdict }) => verdict);

test('slower is worse, less throughput is worse, and the same is the same', () => {
  assert.equal(
    verdictsOf([
      played('latency', 1.2, 0.01, 8),
      played('throughput', 1.2, 0.01, 8),
      played('first-token', 0.8, 0.01, 8),
      played('throughput', 0.8, 0.01, 8),
      played('time-per-token', 1, 0.01, 8),
      played('latency', 1.1, 0.3, 8),
    ]),
    ['worse', 'better', 'better', 'worse', 'same', 'cannot tell'],
  );
});

test('the ratio, its blocks, and where it lies', () => {
  const [one] = judge([{ ...played('latency', 1.1, 0.01, 6) }], RULE);
  assert.is(one!.ratio.n, 6);
  assert.ok(one!.ratio.estimate > 1.08 && one!.ratio.estimate < 1.12);
  assert.equal([one!.direction, one!.standing, one!.blocksNeeded], ['worse', 'decided', 0]);
});

test('blocks without a pair count for nothing', () => {
  const { blocks, ...series } = played('latency', 1.2, 0.01, 5);
  const [one] = judge([{ ...series, blocks: [null, ...blocks, null] }], RULE);
  assert.equal([one!.ratio.n, one!.verdict], [5, 'worse']);
});

test('it goes on while something can still be decided, and no longer', () => {
  const sure = played('latency', 1.3, 0.01, 6);
  const noisy: Series = { ...sure, metric: 'throughput', blocks: NOISY };
  assert.is(blocksToGo(judge([sure], RULE), RULE.blocksLeft), 0);
  assert.is(blocksToGo(judge([sure, noisy], RULE), RULE.blocksLeft), 0, 'out of reach');
  const early = [played('latency', 1.3, 0.01, 2)];
  assert.is(blocksToGo(judge(early, RULE), RULE.blocksLeft), 1, 'three blocks before any decision');
});

test('each verdict says since which block it has stood', () => {
  const [sure, open] = verdicts([played('latency', 1.5, 0.01, 9), played('throughput', 1.05, 0.2, 9)], RULE);
  assert.equal([sure!.decidedAfter, open!.decidedAfter], [3, null]);
});

test('nothing to compare is no verdict', () => {
  assert.equal([verdicts([], RULE), blocksToGo([], 3)], [[], 0]);
});

test.run();
