import { join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toFrame } from '../../../src/analysis/rows/frame.js';
import { type LoadedLog, loadLog } from '../../../src/analysis/rows/load-log.js';
import { RATES, SIZES, WAYS } from '../../../src/analysis/rows/pick.js';
import { experimentOrSample, gridBeside } from '../../../src/analysis/rows/recorded.js';
import { checkoutRoot } from '../../../src/checkout.mjs';
import type { LogRow } from '../../../src/results/schema.js';
import { batchOf, crafted, STREAMING } from '../../support/rows.js';

const test = suite('analysis/recorded');

const sample = (name: string) => join(checkoutRoot, 'data', 'sample', `${name}.csv`);
const log = (rows: readonly LogRow[]): LoadedLog => ({
  rows,
  path: '/elsewhere/own.csv',
  notes: [],
  get frame() {
    return toFrame(rows);
  },
});
const own = log(
  crafted([
    { way: STREAMING, totalMs: 400, tps: 80 },
    { way: batchOf(8), totalMs: 900, tps: 90 },
  ]),
);

test('what the log answers is shown from it', async () => {
  const shown = await experimentOrSample(own, null, WAYS);
  assert.equal([shown.path, shown.rows.length], [own.path, own.rows.length]);
  assert.not.match(shown.notes.join(' '), 'recorded sample');
});

test('without a load, or with one size alone, the sample is shown; first of all it says so, and what measures them', async () => {
  for (const [question, why] of [
    [RATES, /^This is the recorded sample, not your log.*no open load; `npx streambatch load --target/],
    [
      SIZES,
      /^This is the recorded sample, not your log.*too few batch sizes.*`npx streambatch run --batch-sizes/,
    ],
  ] as const) {
    const shown = await experimentOrSample(own, null, question);
    assert.is(shown.path, sample('inference_logs'));
    assert.ok(question.count(shown.rows) >= question.least);
    assert.match(shown.notes[0]!, why);
  }
});

test('a number that no experiment has is named, and what the log holds', async () => {
  const shown = await experimentOrSample(own, 7, WAYS);
  assert.match(shown.notes[0]!, /STREAMBATCH_EXPERIMENT is 7, and the log holds 1 experiment/);
});

test('beside the recorded sample stands its grid, however its path is written; beside any other log only where that has none', async () => {
  const recorded = await gridBeside(await loadLog(relative('.', sample('inference_logs'))));
  assert.is(recorded.path, sample('grid'));
  assert.not.match(recorded.notes[0]!, 'not your log');
  assert.is(await gridBeside(own, () => true), own);
  const grid = await gridBeside(own, () => false);
  assert.is(grid.path, sample('grid'));
  assert.match(grid.notes[0]!, /^This is the recorded sample, not your log.*`npx streambatch run --prompts/);
});

test.run();
