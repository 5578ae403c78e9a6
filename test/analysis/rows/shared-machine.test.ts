import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRows } from '../../../src/analysis/rows/check-rows.js';
import { sharedMachine } from '../../../src/analysis/rows/shared-machine.js';
import type { LogRow } from '../../../src/results/schema.js';
import { row } from '../../support/rows.js';

const test = suite('analysis/shared-machine');

/** A run of trials with two requests each. */
const run = (run_id: string, trials: readonly Partial<LogRow>[]): LogRow[] =>
  trials.flatMap((shares, block) =>
    [0, 1].map((request_index) =>
      row({ run_id, trial_id: `stream/${block}`, block, request_index, ...shares }),
    ),
  );
const stolen = (...shares: number[]) => shares.map((cpu_stolen_share) => ({ cpu_stolen_share }));

test('a level that is high is said once, with what may still be concluded', () => {
  const notes = sharedMachine(run('a', stolen(0.06, 0.05, 0.4)));
  assert.is(notes.length, 1);
  assert.match(
    notes[0]!,
    /the hypervisor gave others 6.00 % of the CPU time that was wanted: times and rates/,
  );
  assert.match(notes[0]!, /ways of serving are still compared alike/);
});

test('a quiet machine, a single disturbed trial, and a log that does not know: nothing', () => {
  assert.equal(sharedMachine(run('a', stolen(0, 0.001, 0.9))), []);
  assert.equal(sharedMachine(run('a', [{}, {}])), []);
  assert.equal(sharedMachine([]), []);
});

test('several runs: the range of those it is true of, and how many; both kinds in one sentence', () => {
  const rows = [
    ...run('a', stolen(0.02)),
    ...run('b', [{ cpu_stolen_share: 0.11, cpu_foreign_share: 0.25 }]),
    ...run('c', stolen(0)),
  ];
  assert.match(
    sharedMachine(rows).join(),
    /gave others 2.00–11.0 % of the CPU time that was wanted \(in 2 of 3 runs\), and other processes used 25.0 % of the CPU time of all cores: /,
  );
});

test('it is among the notes of a log, and a share is never above 1', () => {
  assert.is(checkRows(run('a', stolen(0.2))).notes.length, 1);
  assert.match(checkRows(run('a', stolen(1.2))).notes.join(), 'cpu_stolen_share is above 1 0–1');
});

test.run();
