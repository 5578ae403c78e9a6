import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filterFrame, fromFrame, tableFrame, toFrame } from '../../../src/analysis/rows/frame.js';
import { COLUMN_NAMES } from '../../../src/results/schema.js';
import { batchRow, row } from '../../support/rows.js';

const test = suite('analysis/frame');

const rows = [row({ prompt_id: '00123' }), batchRow(4), batchRow(8, { total_latency_ms: null })];

test('rows go into a frame and come back as they were, nulls and all', () => {
  const frame = toFrame(rows);
  assert.equal(frame.columns, COLUMN_NAMES);
  assert.equal(frame.shape, [3, COLUMN_NAMES.length]);
  assert.equal(fromFrame(frame), rows);
});

test('types come from the schema, also where every value is missing', () => {
  const frame = toFrame([batchRow(4)]);
  assert.is(frame.dtypes[frame.columns.indexOf('ttft_ms')], 'float32');
  assert.is(frame.dtypes[frame.columns.indexOf('prompt_id')], 'string');
  assert.is(frame.dtypes[frame.columns.indexOf('forced_length')], 'boolean');
});

test('NaN, which danfo may leave, is unmeasured', () => {
  assert.is(fromFrame(toFrame([row({ ttft_ms: Number.NaN })]))[0]?.ttft_ms, null);
});

test('a log without rows is an empty frame with the columns', () => {
  const frame = toFrame([]);
  assert.equal(frame.columns, COLUMN_NAMES);
  assert.equal(fromFrame(frame), []);
});

test('filters: all of several columns, any of several values', () => {
  const select = (filter: Parameters<typeof filterFrame>[1]) =>
    fromFrame(filterFrame(toFrame(rows), filter)).map(({ batch_size }) => batch_size);
  assert.equal(select({ mode: 'batch' }), [4, 8]);
  assert.equal(select({ mode: 'batch', batch_size: [1, 8] }), [8]);
  assert.equal(select({ mode: 'batch', total_latency_ms: null }), [8]);
  assert.equal(select({ model_id: 'another' }), []);
});

test('a table of our own keeps its column order and its gaps', () => {
  const frame = tableFrame([
    { way: 'streaming', ms: null },
    { way: 'batch of 4', ms: 1.5 },
  ]);
  assert.equal(frame.columns, ['way', 'ms']);
  assert.equal(frame.values, [
    ['streaming', null],
    ['batch of 4', 1.5],
  ]);
});

test.run();
