import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { memoryBars, throughputBars } from '../../../src/analysis/figures/bars.js';
import { pareto } from '../../../src/analysis/figures/pareto.js';
import { summary } from '../../../src/analysis/ways/summary.js';
import { batchOf, crafted, STREAMING } from '../../support/rows.js';
import { assertReadable } from './readable.js';

const test = suite('analysis/figures/bars');

const rows = crafted([
  { way: STREAMING, totalMs: 400, tps: 80 },
  { way: batchOf(4), totalMs: 900, tps: 200, peakMb: 350 },
  { way: batchOf(8), totalMs: 1200, tps: 250, peakMb: 390 },
]);
const cells = summary(rows);

test('throughput: a bar a way at the mean of its trials, error bars from the interval', () => {
  const figure = throughputBars(cells);
  assertReadable(figure);
  const [bars] = figure.data;
  assert.equal(bars?.y, ['streaming', 'batch of 4', 'batch of 8']);
  assert.equal(
    bars?.x,
    cells.map(({ throughputTps }) => throughputTps!.estimate),
  );
  const { array } = bars!.error_x as { array: number[] };
  assert.is(array[0], cells[0]!.throughputTps!.high! - cells[0]!.throughputTps!.estimate);
});

test('one block: bars without error bars, and the caption says why', () => {
  const figure = throughputBars(summary(rows.filter(({ block }) => block === 0)));
  assert.match(figure.caption, /n = 1 trials: too few for intervals/);
  assert.equal((figure.data[0]!.error_x as { array: number[] }).array, [0, 0, 0]);
});

test('memory: the stacked bar ends at the peak', () => {
  const figure = memoryBars(cells);
  assertReadable(figure);
  const [base, added] = figure.data.map(({ x }) => x as number[]);
  assert.ok(Math.abs(base![2]! + added![2]! - cells[2]!.peakMb!.estimate) < 1e-9);
});

test('memory that was not measured has no bar', () => {
  const blank = rows.map((row) => ({ ...row, peak_memory_mb: null }));
  assert.equal(memoryBars(summary(blank)).data[0]?.x, []);
});

test('Pareto: one series a family, labelled with the batch sizes', () => {
  const figure = pareto(cells);
  assertReadable(figure);
  assert.equal(
    figure.data.map(({ text }) => text),
    [['<b>1</b>'], ['<b>4</b>', '<b>8</b>']],
  );
});

test.run();
