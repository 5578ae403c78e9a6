import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseFirstToken, type Instrumented } from '../../src/compare/first-token.js';
import type { LogRow } from '../../src/results/schema.js';
import { offset } from '../support/instrument-offset.js';
import { aRow } from '../support/row.js';

const streamed: Partial<LogRow> = { mode: 'stream', ttft_ms: 20, ttft_made_ms: 19, machine: 'a' };
const log = (row: Partial<LogRow> = {}, ...offsets: number[]): Instrumented => ({
  rows: [aRow({ ...streamed, ...row }), aRow({ ...streamed, ...row, mode: 'batch', ttft_ms: null })],
  instruments: offsets.map(offset),
});

test('one machine: as the caller had them, calibrated or not', () => {
  assert.equal(chooseFirstToken(log(), log(), 0.05), {
    metric: 'first-token',
    note: 'first tokens are compared as the caller had them',
  });
  const { metric, note } = chooseFirstToken(log({}, 0.4), log({}, 0.5), 0.05);
  assert.is(metric, 'first-token');
  assert.match(note, 'stamped 0.40 ms late in the base, 0.50 ms in the new log');
});

test('another machine: as the model made them', () => {
  const { metric, note } = chooseFirstToken(log(), log({ machine: 'b' }), 0.05);
  assert.is(metric, 'first-token-made');
  assert.match(note, 'because the machines differ');
});

test('offsets that differ by more than a fifth of the threshold: 0.2 of 20 ms at 5 %', () => {
  const choose = (fresh: number, threshold: number) =>
    chooseFirstToken(log({}, 0.4), log({}, fresh), threshold);
  assert.is(choose(0.59, 0.05).metric, 'first-token');
  const { metric, note } = choose(0.61, 0.05);
  assert.is(metric, 'first-token-made');
  assert.match(note, 'stamps them 0.40 ms late in the base and 0.61 ms in the new log');
  assert.is(choose(0.61, 0.1).metric, 'first-token');
});

test('several runs of a log count by their mean: 0.2 and 0.6 are 0.4', () => {
  assert.is(chooseFirstToken(log({}, 0.2, 0.6), log({}, 0.4), 0.01).metric, 'first-token');
});

test('rows that do not say when the model made them: as the caller had them, and that is said', () => {
  const { metric, note } = chooseFirstToken(log({ ttft_made_ms: null }), log({ machine: 'b' }), 0.05);
  assert.is(metric, 'first-token');
  assert.match(note, /although the machines differ: not all rows say when/);
});

test.run();
