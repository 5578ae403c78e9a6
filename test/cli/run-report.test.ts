import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asJson, asText } from '../../src/cli/run-report.js';
import type { BackendInfo } from '../../src/generation.js';
import { offset } from '../support/instrument-offset.js';
import { batchOf, crafted, STREAMING } from '../support/rows.js';

const PIPE = { columns: 120, breaksLines: false };

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
  const text = asText(resultOf(3.2, 'weights-damaged'), 'log.csv', PIPE);
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
  const text = asText(resultOf(1.01, null), 'log.csv', PIPE);
  assert.match(text, 'int4: perplexity as it is');
  assert.not.match(text, "times float32's");
});

test('the recommendation comes first, once; then the table, then the answers', () => {
  const text = asText(resultOf(1, null), 'log.csv', PIPE);
  const advice = 'Stream if a person waits; batch if nobody does and 4 or more requests are at hand.';
  assert.is(text.split('\n')[0], advice);
  assert.is(text.split(advice).length, 2);
  assert.ok(text.indexOf('│ streaming') < text.indexOf('When is streaming better'));
  assert.ok(text.endsWith('10 rows of this run are in log.csv\n'));
});

test('what a server had in its cache, and held, is said to a person and to a program', () => {
  const changes = { cached_tokens: 5, prompt_tokens: 10, server_memory_mb: 1024 };
  const rows = crafted([{ way: STREAMING, totalMs: 100, tps: 90, changes }]);
  const said = [
    'The server had 25 of 50 prompt tokens (50.0 %) in its cache',
    "The process that answers the server's /metrics held 1024 MiB",
  ];
  const text = asText({ runId: 'run1', rows }, 'log.csv', PIPE);
  const { notes } = JSON.parse(asJson({ runId: 'run1', rows }, 'log.csv'));
  for (const words of said) {
    assert.match(text, words);
    assert.match(notes.join(' '), words);
  }
});

test('on a terminal no line is wider than it is, and no word is broken', () => {
  const words = (text: string) => text.slice(text.indexOf('When is')).split(/\s+/).filter(Boolean);
  const wide = asText(resultOf(3.2, 'weights-damaged'), 'log.csv', PIPE);
  for (const columns of [80, 100, 160]) {
    const text = asText(resultOf(3.2, 'weights-damaged'), 'log.csv', { columns, breaksLines: true });
    assert.ok(text.split('\n').every((line) => line.length <= columns));
    assert.equal(words(text), words(wide));
  }
});

test('of ways that stream nothing there is nothing to say of the instrument, and no heading without a sentence', () => {
  const instrument = offset(0.1);
  const streamed = { ...resultOf(1, null), instrument };
  assert.match(asText(streamed, 'log.csv', PIPE), 'Instrument: First tokens are stamped 0.1');
  const batched = { ...streamed, rows: crafted([{ way: batchOf(4), totalMs: 200, tps: 200 }]) };
  assert.not.match(asText(batched, 'log.csv', PIPE), 'Instrument:');
});

test('the same for a program', () => {
  const { weights, notes, flags } = JSON.parse(asJson(resultOf(3.2, 'weights-damaged'), 'log.csv'));
  assert.is(weights, 'int4: perplexity as it is');
  assert.match(notes[0], "3.20 times float32's");
  assert.is(flags[0].flag, 'weights-damaged');
});

test.run();
