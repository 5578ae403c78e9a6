import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { batchSizeAnswer } from '../../../src/analysis/answers/size.js';
import { sweep, THROUGHPUT_BY_SIZE, WASTE_BY_SIZE } from '../../../src/analysis/figures/sweep.js';
import { matrix } from '../../../src/analysis/ways/matrix.js';
import { summary } from '../../../src/analysis/ways/summary.js';
import { batchOf, crafted, STREAMING } from '../../support/rows.js';
import { assertReadable } from './readable.js';

const test = suite('analysis/figures/sweep');

const wasted = { trial_output_tokens: 75, trial_computed_tokens: 100 };
const rows = crafted([
  { way: STREAMING, totalMs: 400, tps: 80 },
  { way: batchOf(2), totalMs: 500, tps: 120 },
  { way: batchOf(4), totalMs: 700, tps: 240, changes: wasted },
  { way: batchOf(8), totalMs: 1300, tps: 242, changes: wasted },
]);

test('one line a family, the sizes on a doubling axis', () => {
  const figure = sweep(summary(rows), THROUGHPUT_BY_SIZE);
  assertReadable(figure);
  assert.equal(
    figure.data.map(({ x }) => x),
    [[1], [2, 4, 8]],
  );
});

test('waste is drawn in percent', () => {
  const [, batches] = sweep(summary(rows), WASTE_BY_SIZE).data;
  assert.equal(batches?.y, [0, 25, 25]);
});

test('the knee: the smallest size as fast as the fastest, and what each step gains', () => {
  const { findings } = batchSizeAnswer(matrix(rows));
  const text = findings.map((finding) => finding.text).join('\n');
  assert.match(
    text,
    /use a batch of 4, which reaches the highest throughput, that of a batch of 8, within 5 %: the knee/,
  );
  assert.match(text, /With a batch of 4, throughput is (2\.0\d|1\.9\d)× .* higher than with a batch of 2\./);
  assert.match(text, /With a batch of 8, throughput is the same within 5 % as with a batch of 4\./);
  assert.match(text, /A batch of 8 throws away 25\.0 %/);
});

test('without throughput there is no knee', () => {
  const { findings } = batchSizeAnswer(
    matrix(rows.map((one) => ({ ...one, aggregate_tokens_per_sec: null }))),
  );
  assert.match(findings[0]!.text, /Static batch: cannot tell, fewer than two sizes have a throughput/);
  assert.is(findings[0]!.certain, false);
});

test('one size only: cannot tell', () => {
  const { findings } = batchSizeAnswer(matrix(rows.filter(({ batch_size }) => batch_size < 4)));
  assert.equal(
    findings.map(({ certain }) => certain),
    [false],
  );
});

test.run();
