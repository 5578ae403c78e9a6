import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { batchSizeAnswer, sizeOpening, wasteTitle } from '../../../src/analysis/answers/size.js';
import { experiments } from '../../../src/analysis/rows/experiment.js';
import { matrix } from '../../../src/analysis/ways/matrix.js';
import type { LogRow } from '../../../src/results/schema.js';
import { batchOf, crafted, STREAMING } from '../../support/rows.js';

const test = suite('analysis/size');

const wasteful = { trial_output_tokens: 80, trial_computed_tokens: 100 };
const rows = crafted([
  { way: STREAMING, totalMs: 400, tps: 80 },
  { way: batchOf(4), totalMs: 800, tps: 200 },
  { way: batchOf(8), totalMs: 1200, tps: 240, changes: wasteful },
]);
const open = (some: readonly LogRow[]) => sizeOpening(matrix(some), experiments(some)[0]!);

test('the knee of the fastest family opens, then what it wastes: sentences of the answer', () => {
  const { recommendation, reasons } = open(rows);
  const said = batchSizeAnswer(matrix(rows)).findings.map(({ text }) => text);
  assert.match(recommendation.text, /^Static batch: use a batch of \d, which/);
  for (const { text } of [recommendation, ...reasons]) assert.ok(said.includes(text), text);
  assert.match(reasons.map(({ text }) => text).join(), /throws away 20\.?\d* %/);
});

test('one size alone: cannot tell', () => {
  assert.is(open(crafted([{ way: STREAMING, totalMs: 400, tps: 80 }])).recommendation.certain, false);
});

test('the title of waste: a share of the tokens computed, none where nothing is thrown away', () => {
  assert.match(wasteTitle(matrix(rows))!, /^A batch of 8 throws away 20\.?\d* %/);
  assert.is(wasteTitle(matrix([])), undefined);
});

test.run();
