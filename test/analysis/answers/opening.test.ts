import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { opening } from '../../../src/analysis/answers/opening.js';
import { verdict } from '../../../src/analysis/answers/verdict.js';
import { experiments } from '../../../src/analysis/rows/experiment.js';
import type { LogRow } from '../../../src/results/schema.js';
import { batchOf, continuous, crafted, STREAMING } from '../../support/rows.js';

const test = suite('analysis/opening');

const streaming = { way: STREAMING, firstMs: 20, totalMs: 400, tps: 80 };
const batch8 = { way: batchOf(8), totalMs: 1200, tps: 240 };
const open = (rows: LogRow[]) => opening(experiments(rows)[0]!);

test('the recommendation first, then at most two sentences: each stands in the verdict, word for word', () => {
  const rows = crafted([streaming, batch8, { way: continuous(8), firstMs: 25, totalMs: 500, tps: 300 }]);
  const { recommendation, reasons } = open(rows);
  const said = verdict(rows)[0]!.answers[0]!.findings;
  assert.equal(recommendation, said.at(-1));
  assert.is(reasons.length, 2);
  for (const reason of reasons) assert.ok(said.some(({ text }) => text === reason.text));
});

test('the ground: machine, model, work, blocks', () => {
  const rows = crafted([streaming, batch8]).map((row) => ({ ...row, machine: 'Z80, 1 core' }));
  assert.match(open(rows).ground, /^On Z80, 1 core: .*new tokens, from \d+ paired blocks, 95 % intervals/);
});

test('one way alone: what is missing, and the command; no log: that there is nothing', () => {
  const { recommendation, reasons } = open(crafted([streaming]));
  assert.is(recommendation.certain, false);
  assert.match(recommendation.text, /not a batch. Run `npx streambatch run`/);
  assert.equal(reasons, []);
  assert.is(opening({ title: 'nothing: no row', rows: [] }).ground, 'There is nothing: no row.');
});

test.run();
