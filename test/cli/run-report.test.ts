import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asJson, asText } from '../../src/cli/run-report.js';
import type { BackendInfo } from '../../src/generation.js';
import { batchOf, crafted, STREAMING } from '../support/rows.js';

const resultOf = (perplexityRatio: number, flags: string | null) => {
  const changes = { perplexity_ratio: perplexityRatio, flags, dtype: 'int4' };
  const rows = crafted([
    { way: STREAMING, totalMs: 100, tps: 90, changes },
    { way: batchOf(4), totalMs: 200, tps: 200, changes },
  ]);
  const model = { perplexityNote: 'int4: perplexity as it is' } as BackendInfo;
  return { runId: 'run1', rows, model };
};

test('what the weights lost stands before the verdict, and what that means where it is too much', () => {
  const text = asText(resultOf(3.2, 'weights-damaged'), 'log.csv');
  const places = ['int4: perplexity as it is', "3.20 times float32's", 'When is streaming better'].map(
    (part) => text.indexOf(part),
  );
  assert.ok(places[0]! > 0, text);
  assert.equal(
    places,
    [...places].sort((a, b) => a - b),
  );
  assert.match(text, 'weights-damaged: 10 rows');
});

test('sound weights: one line, and no doubt', () => {
  const text = asText(resultOf(1.01, null), 'log.csv');
  assert.match(text, 'int4: perplexity as it is');
  assert.not.match(text, "times float32's");
});

test('the same for a program', () => {
  const { weights, notes, flags } = JSON.parse(asJson(resultOf(3.2, 'weights-damaged'), 'log.csv'));
  assert.is(weights, 'int4: perplexity as it is');
  assert.match(notes[0], "3.20 times float32's");
  assert.is(flags[0].flag, 'weights-damaged');
});

test.run();
