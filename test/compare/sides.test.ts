import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sidesOf } from '../../src/compare/sides.js';
import { InputError } from '../../src/errors.js';
import type { LogRow } from '../../src/results/schema.js';
import { playLog } from '../support/compared-logs.js';
import { playLoad } from '../support/played-loads.js';

const base = (rows: LogRow[]) => ({ path: 'base.csv', rows });
const next = (rows: LogRow[]) => ({ path: 'next.csv', rows });

test('the newest experiment of the new log, against the newest of the base that did the same', () => {
  const wide = playLog({ cells: { workload_hash: 'abc', timestamp: '2026-01-01T00:00:00Z' } });
  const narrow = playLog({ cells: { workload_hash: 'def', timestamp: '2026-02-01T00:00:00Z' } });
  const sides = sidesOf(base([...wide, ...narrow]), next(wide));
  assert.equal(sides.base, wide);
  assert.match(sides.notes.join(), /^base\.csv: 1 other experiment\(s\) left out; compared: storyteller/);
  assert.equal(sidesOf(base(wide), next([...wide, ...narrow])).next, narrow);
});

test('loads of one server and work are compared together, however their requests came; runs beside them', () => {
  const steady = { trial_id: 'load/continuous/constant:4' };
  const both = (noise: number) => [
    ...playLoad({ noise, seconds: 5 }),
    ...playLoad({ noise, seconds: 5, cells: steady }),
  ];
  const run = playLog({});
  const sides = sidesOf(base([...run, ...both(1)]), next([...run, ...both(2)]));
  assert.equal([sides.unequal, sides.notes], [[], []]);
  assert.equal(new Set(sides.base), new Set([...run, ...both(1)]));
  const other = sidesOf(base(both(1)), next([...run, ...playLoad({ cells: { threads: 2 } })]));
  assert.equal(other.unequal, ['threads: unknown against 2']);
  assert.equal(other.notes, ['not compared, only in next.csv: its runs']);
});

test('a run against a load is nothing to compare', () => {
  const { base: rows, notes } = sidesOf(base(playLog({})), next(playLoad()));
  assert.equal(rows, []);
  assert.equal(notes, [
    'not compared, only in base.csv: its runs',
    'not compared, only in next.csv: its loads',
  ]);
});

test('where the base holds no such experiment, its newest; a log without requests is refused', () => {
  const old = playLog({ cells: { model_id: 'old', timestamp: '2026-01-01T00:00:00Z' } });
  const fresh = playLog({ cells: { timestamp: '2026-02-01T00:00:00Z' } });
  assert.equal(sidesOf(base(old), next(fresh)).base, old);
  assert.throws(
    () => sidesOf(base([]), next(fresh)),
    (error: Error) => error instanceof InputError,
  );
});

test.run();
