import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AbComparison } from '../../src/ab/judge.js';
import { outlook, soFarText, summary } from '../../src/ab/words.js';

const comparison = (changes: Partial<AbComparison>): AbComparison => ({
  cell: 'streaming',
  metric: 'latency',
  a: 100,
  b: 110,
  ratio: { estimate: 1.1, low: 1.08, high: 1.12, n: 4, pValue: 0.001, method: 't' },
  verdict: 'worse',
  direction: 'worse',
  standing: 'decided',
  decidedAfter: 4,
  blocksNeeded: 0,
  ...changes,
});
const open = comparison({
  metric: 'throughput',
  verdict: 'cannot tell',
  direction: null,
  standing: 'out of reach',
  decidedAfter: null,
  blocksNeeded: 17,
});
const same = comparison({ metric: 'first-token', verdict: 'same', direction: null, decidedAfter: 3 });
const soFar = { threshold: 0.05, blocks: 5, comparisons: [comparison({}), same, open] };

test('the answer is a sentence', () => {
  assert.is(
    summary(soFar),
    'B is worse than A in latency; the same within 5 % in time to the first token; it cannot be told of throughput.',
  );
  assert.is(summary({ ...soFar, comparisons: [] }), 'Nothing could be compared.');
});

test('several ways of serving are named', () => {
  const other = comparison({ cell: 'batch of 4', verdict: 'better' });
  assert.is(
    summary({ ...soFar, comparisons: [comparison({}), other] }),
    'B is worse than A in latency (streaming); B is better than A in latency (batch of 4).',
  );
});

test('what was decided when, and what the others would take', () => {
  assert.is(
    outlook(soFar),
    'Decided: latency after block 4 and time to the first token after block 3. Open after 5 blocks: throughput (about 17 more blocks, for which there is no time).',
  );
});

test('after each block a line says what it looks like, and what of it is sure', () => {
  assert.match(
    soFarText(soFar),
    /^after 5 blocks: latency \+10(\.\d+)? % \(B worse\), .*\(the same\), throughput \+10(\.\d+)? %$/,
  );
});

test.run();
