import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pickExperiment, RATES, SIZES } from '../../../src/analysis/rows/pick.js';
import type { LogRow } from '../../../src/results/schema.js';
import { wayColumns } from '../../../src/ways.js';
import { batchRow, continuous, row } from '../../support/rows.js';

const test = suite('analysis/pick');

const older = row({ timestamp: '2026-11-01T00:00:00.000Z', model_id: 'older' });
const newer = row({ timestamp: '2026-11-02T00:00:00.000Z', model_id: 'newer' });

test('picking: by place; where there is none the title says why', () => {
  assert.equal(pickExperiment([older, newer], 1).rows, [older]);
  const served = row({ source: 'server' });
  for (const [picked, why] of [
    [pickExperiment([]), /^nothing: .* no request of a benchmark; `npx streambatch run`/],
    [pickExperiment([served]), /no request of a benchmark \(1 row of open loads or of a server\)/],
    [pickExperiment([older], 3), /STREAMBATCH_EXPERIMENT is 3, and the log holds 1 experiment,/],
    [pickExperiment([older], Number.NaN), /STREAMBATCH_EXPERIMENT is NaN/],
  ] as const) {
    assert.equal(picked.rows, []);
    assert.match(picked.title, why);
  }
});

/** A run of one day: streaming, and batches of these sizes. */
function day(date: number, workload_hash: string, sizes: readonly number[], cells: Partial<LogRow> = {}) {
  const timestamp = `2026-11-0${date}T00:00:00.000Z`;
  const common = { timestamp, workload_hash, run_id: workload_hash, ...cells };
  return [row(common), ...sizes.map((size) => batchRow(size, common))];
}

test('by default the experiment with the most ways, of equals the newest; the others are named', () => {
  const wide = day(1, 'wide', [2, 4, 8]);
  const narrow = day(2, 'narrow', [8]);
  const { rows, notes } = pickExperiment([...wide, ...narrow]);
  assert.equal(rows, wide);
  assert.match(
    notes[0]!,
    / it is the one with the most ways of serving \(4\) on the model and machine that measured last/,
  );
  assert.match(notes[1]!, /^The log also holds, never mixed with it: 0: tiny-model.* \(2 requests\)\./);
  assert.equal(
    pickExperiment([...wide, ...narrow, ...day(3, 'wide too', [2, 4, 8])]).rows[0]!.run_id,
    'wide too',
  );
});

test('never an older model for having more ways', () => {
  const other = day(2, 'new', [8], { model_id: 'newer' });
  assert.equal(pickExperiment([...day(1, 'old', [2, 4, 8]), ...other]).rows, other);
});

test('one experiment needs no rule; one named by its place names who chose', () => {
  assert.equal(pickExperiment([older]).notes, [
    'This notebook looks at older, - on -, -, 1 prompt, at most 0 new tokens.',
  ]);
  assert.match(
    pickExperiment([older, newer], 1).notes[0]!,
    /: experiment 1 of the log, as STREAMBATCH_EXPERIMENT says\.$/,
  );
});

test('for batch sizes, a single size of a family counts for nothing', () => {
  const sizes = day(1, 'sizes', [2, 4]);
  const ways = day(2, 'ways', [8]);
  const shared = { ...ways[0]!, ...wayColumns(continuous(8)) };
  assert.equal(pickExperiment([...sizes, ...ways, shared], null, SIZES).rows, sizes);
});

test('runs of an older log that are taken for the same work are named as such', () => {
  const again = (run_id: string) => row({ run_id });
  assert.match(
    pickExperiment([again('a'), again('b')]).notes[1]!,
    /^Its 2 runs count as the same work, since/,
  );
  assert.is(pickExperiment([again('a')]).notes.length, 1);
});

test('loads are picked among loads', () => {
  const load = row({ source: 'load', trial_id: 'load/stream/poisson:4' });
  assert.equal(pickExperiment([load, older], null, RATES).rows, [load]);
  assert.match(pickExperiment([older], null, RATES).title, /no open load; `npx streambatch load/);
});

test.run();
