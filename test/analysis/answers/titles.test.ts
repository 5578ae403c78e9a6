import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  asTitle,
  firstSeenTitle,
  memoryTitle,
  throughputTitle,
  tradeTitle,
  wholeAnswerTitle,
} from '../../../src/analysis/answers/titles.js';
import { matrix } from '../../../src/analysis/ways/matrix.js';
import { batchOf, continuous, crafted, STREAMING } from '../../support/rows.js';

const test = suite('analysis/titles');

const streaming = { way: STREAMING, firstMs: 20, totalMs: 400, tps: 80, peakMb: 170 };
const batch8 = { way: batchOf(8), totalMs: 1200, tps: 240, peakMb: 340 };
const measured = matrix(crafted([streaming, batch8]));

// 1200 ÷ 20, 1200 ÷ 400, 240 ÷ 80, 340 ÷ 170
test('each figure says how far the ways are apart in what it draws', () => {
  assert.match(
    firstSeenTitle(measured)!,
    /^With a batch of 8, the first token is 60\.?\d*× .* later than with streaming$/,
  );
  assert.match(wholeAnswerTitle(measured)!, /the whole answer is (3\.0|2\.9)\d*× .* later than/);
  assert.match(throughputTitle(measured)!, /^With a batch of 8, throughput is (3\.0|2\.9)\d*× .* higher/);
  assert.match(memoryTitle(measured)!, /peak memory is 2(\.0+)?× .*higher than with streaming$/);
});

test('the fastest way, and what it costs in waiting', () => {
  const rows = crafted([streaming, batch8, { way: continuous(8), firstMs: 40, totalMs: 500, tps: 320 }]);
  assert.match(
    tradeTitle(matrix(rows))!,
    /^Continuous batching of 8 gives (4\.0|3\.9)\d*× .* the throughput of streaming one by one, and its first token is (2\.0|1\.9)\d*× .* later$/,
  );
});

test('what is not decided is a title that says so, without the repeats that would settle it', () => {
  const close = matrix(crafted([streaming, { ...batch8, tps: 81 }], 2));
  assert.not.match(throughputTitle(close)!, /repeats would|;/);
});

test('nothing to compare, no title', () => {
  for (const rows of [[], crafted([streaming])])
    for (const title of [firstSeenTitle, wholeAnswerTitle, throughputTitle, memoryTitle, tradeTitle])
      assert.is(title(matrix(rows)), undefined);
});

test('a finding as a heading: its first clause, no stop', () => {
  assert.is(asTitle('A is B; about 9 repeats would settle it.'), 'A is B');
});

test.run();
