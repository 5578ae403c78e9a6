/**
 * danfojs-node 1.2.0 gives these wrong answers without a word. Each is pinned, so that an upgrade that mends one is
 * noticed, and so that nobody lets danfo compute here. Upstream: javascriptdata/danfojs issue 421 (groupby).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFrame, readCSV, Series, toCSV } from 'danfojs-node';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mean } from '../../../src/analysis/present.js';
import { groupBy } from '../../../src/group-by.js';

const test = suite('analysis/frame: danfo traps');

const grouped = (x: unknown[]) => new DataFrame({ g: ['a', 'a', 'b'], x }).groupby(['g']).col(['x']);

test('groupby counts a missing value as 0: the mean of 100 and nothing is 100, danfo says 50', () => {
  assert.equal(grouped([100, null, 300]).mean().values[0], ['a', 50]);
  assert.is(mean([100, null]), 100);
});

test('groupby: count counts what is missing', () => {
  assert.equal(grouped([100, null, 300]).count().values[0], ['a', 2]);
});

test('groupby: one NaN poisons mean, sum and std', () => {
  const groups = grouped([100, Number.NaN, 300]);
  for (const frame of [groups.mean(), groups.sum(), groups.std()]) {
    assert.equal(frame.values[0], ['a', Number.NaN]);
  }
});

test('groupby: keys that contain "-" collide, as model ids do', () => {
  const columns = { a: ['x-y', 'x'], b: ['z', 'y-z'], v: [1, 2] };
  assert.is(new DataFrame(columns).groupby(['a', 'b']).ngroups, 1);
  const rows = [
    ['x-y', 'z'],
    ['x', 'y-z'],
  ];
  assert.is(groupBy(rows, (key) => JSON.stringify(key)).size, 2);
});

test('statistics of a column without values throw', () => {
  const column = new DataFrame([[null], [null]], { columns: ['x'], config: {}, dtypes: ['float32'] }).column(
    'x',
  );
  assert.throws(() => column.mean());
  assert.is(mean([null, null]), null);
});

test('sortValues is wrong where a NaN stands', () => {
  const sorted = new Series([3, Number.NaN, 1, 2]).sortValues() as Series;
  assert.equal(sorted.values, [1, 2, Number.NaN, 3]);
});

test('toCSV quotes neither commas nor quotes, and writes dates as the machine likes', () => {
  assert.is(toCSV(new DataFrame({ a: ['x,y', 'q"r'], b: [1, 2] })), 'a,b\nx,y,1\nq"r,2\n');
  assert.match(String(toCSV(new DataFrame({ a: [new Date(0)], b: [1] }))), 'Thu Jan 01 1970');
});

test('describe fails beside a column of dates', () => {
  const frame = new DataFrame({ a: [new Date(0), new Date(1)], b: [1, 2] });
  assert.throws(() => frame.describe(), /unexpected type of argument/);
});

test('there is no quantile', () => {
  assert.is((new Series([1, 2]) as unknown as { quantile?: unknown }).quantile, undefined);
});

test('readCSV guesses: text becomes dates and numbers; a log without rows, or with a torn row, is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streambatch-'));
  const read = (text: string) => {
    writeFileSync(join(folder, 'x.csv'), text);
    return readCSV(join(folder, 'x.csv'), {});
  };
  const refusal = (text: string) =>
    read(text).then(
      () => 'read',
      (error: Error) => error.message,
    );
  try {
    const values = (await read('t,id\n2026-01-02T03:04:05.000Z,00123\n')).values[0] as unknown[];
    assert.ok(values[0] instanceof Date);
    assert.is(values[1], 123);
    assert.match(await refusal('t,id\n'), /No data found/);
    assert.match(await refusal('a,b\n1,2\n3\n'), /Too few fields/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
