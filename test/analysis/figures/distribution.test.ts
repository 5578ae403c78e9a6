import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  boxes,
  ecdf,
  FIRST_SEEN,
  LATENCY,
  TOKEN_GAP,
  TTFT,
} from '../../../src/analysis/figures/distribution.js';
import { wayColor } from '../../../src/ways.js';
import { batchOf, batchRow, row, STREAMING } from '../../support/rows.js';

const test = suite('analysis/figures/distribution');

const latencies = (values: readonly number[]) => values.map((total_latency_ms) => row({ total_latency_ms }));

test('an ECDF rises by 1/n at every value', () => {
  const [line] = ecdf(latencies([30, 10, 20, 40]), LATENCY).data;
  assert.equal(line?.x, [10, 20, 30, 40]);
  assert.equal(line?.y, [0.25, 0.5, 0.75, 1]);
});

test('long lines are thinned to quantiles, the last one included, and the caption says so', () => {
  const figure = ecdf(latencies(Array.from({ length: 10_000 }, (_, i) => i + 1)), LATENCY);
  const x = figure.data[0]?.x as number[];
  assert.is(x.length, 400);
  assert.is(x.at(-1), 10_000);
  assert.match(figure.caption, /drawn at 400 evenly spaced quantiles/);
});

test('each way has its colour, n and name; ways without the timing are left out', () => {
  const rows = [row(), row(), batchRow(4)];
  const seen = ecdf(rows, FIRST_SEEN);
  assert.equal(
    seen.data.map(({ line }) => (line as { color: string }).color),
    [wayColor(STREAMING), wayColor(batchOf(4))],
  );
  assert.match(seen.caption, /n = 2 for streaming, 1 for batch of 4/);
  assert.is(ecdf(rows, TTFT).data.length, 1);
});

test('failed requests have no place in a distribution', () => {
  const rows = [row(), row({ status: 'failed' })];
  assert.match(ecdf(rows, LATENCY).caption, /n = 1\./);
});

test('a box is five quantiles: of 0 to 100 they are 5, 25, 50, 75, 95', () => {
  const [box] = boxes(latencies(Array.from({ length: 101 }, (_, i) => i + 0)), LATENCY).data;
  const { lowerfence, q1, median, q3, upperfence } = box!;
  assert.equal([lowerfence, q1, median, q3, upperfence].flat(), [5, 25, 50, 75, 95]);
});

test('where a server sends chunks, the caption says that gaps are between those', () => {
  const tokens = row({ itl_p50_ms: 5, output_len: 32, chunks: 31 });
  const chunks = row({ itl_p50_ms: 20, output_len: 32, chunks: 8 });
  for (const draw of [ecdf, boxes]) {
    assert.match(draw([tokens, chunks], TOKEN_GAP).caption, /Gaps are between chunks/);
    assert.not.match(draw([tokens], TOKEN_GAP).caption, 'chunks');
    assert.not.match(draw([chunks], LATENCY).caption, 'chunks');
  }
});

test('no rows: an empty figure, no exception', () => {
  assert.equal(ecdf([], LATENCY).data, []);
  assert.equal(boxes([], LATENCY).data, []);
});

test.run();
