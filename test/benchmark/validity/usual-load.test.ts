import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsualLoad } from '../../../src/benchmark/validity/usual-load.js';

const test = suite('benchmark/validity/usual-load');

const stolen = (cpu_stolen_share: number | null) => ({ cpu_stolen_share, cpu_foreign_share: null });
const foreign = (cpu_foreign_share: number | null) => ({ cpu_stolen_share: null, cpu_foreign_share });
const judgeAll = (trials: readonly ReturnType<typeof stolen | typeof foreign>[]) => {
  const usual = new UsualLoad();
  return trials.map((trial) => usual.judge(trial).join());
};

test('a machine that always gives much away is not disturbed by that; by much more, it is', () => {
  const steal = [0.06, 0.05, 0.07, 0.06, 0.05, 0.06, 0.08, 0.3, 0.06];
  assert.equal(judgeAll(steal.map(stolen)), ['', '', '', '', '', '', '', 'cpu-steal', '']);
});

test('a quiet machine: from three percentage points of steal on, and ten of other processes', () => {
  const quiet = [0, 0, 0, 0, 0];
  assert.equal(judgeAll([...quiet, 0.03, 0.031].map(stolen)).slice(5), ['', 'cpu-steal']);
  assert.equal(judgeAll([...quiet, 0.1, 0.11].map(foreign)).slice(5), ['', 'cpu-busy']);
});

test('without five trials before it none is judged, however much was taken', () => {
  assert.equal(judgeAll([0.9, 0, 0.9, 0, 0.9].map(stolen)), ['', '', '', '', '']);
});

test('trials that were too short to tell are no history and earn no flag', () => {
  assert.equal(judgeAll([null, null, null, null, null, 0.5, null].map(stolen)).join(''), '');
});

test('a run that is resumed knows what was usual before', () => {
  assert.equal(new UsualLoad([0, 0, 0, 0, 0].map(stolen)).judge(stolen(0.2)), ['cpu-steal']);
});

test('a level that stays becomes the usual', () => {
  const flags = judgeAll([...Array(6).fill(0), ...Array(8).fill(0.2)].map(stolen));
  assert.is(flags[6], 'cpu-steal');
  assert.is(flags.at(-1), '');
});

test.run();
