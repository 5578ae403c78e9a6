import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSystem } from '../../../src/benchmark/validity/system.js';
import type { CpuShares } from '../../../src/benchmark/validity/usual-load.js';
import { validityWatch } from '../../../src/benchmark/validity/watch.js';

/** A machine in the formats of proc(5). CPU fields: user nice system idle iowait irq softirq steal guest guest_nice. */
interface Played {
  cpu: string;
  self: number;
  model: number;
  mhz?: number;
  swapKib?: number;
}

const files = ({ cpu, self, model, mhz = 3000, swapKib = 0 }: Played): Record<string, string> => ({
  '/proc/stat': `cpu  ${cpu}\ncpu0 1 1 1 1 1 1 1 1 1 1\n`,
  '/proc/self/stat': `1 (a (b) c) S 0 1 1 0 -1 4194560 0 0 0 0 ${self} 0 0 0 20 0 1 0 100 0`,
  '/proc/7/stat': `7 (node) R 1 1 1 0 -1 4194560 0 0 0 0 ${model - 1} 1 0 0 20 0 1 0 200 0`,
  '/proc/cpuinfo': `processor\t: 0\ncpu MHz\t\t: 800.000\nprocessor\t: 1\ncpu MHz\t\t: ${mhz}.000\n`,
  '/proc/7/status': `VmRSS:\t 100 kB\nVmSwap:\t ${swapKib} kB\n`,
});

/** One trial between two states of the machine; the recorder's own lag is real, and left out. */
function trialOf(before: Played, after: Played, earlier: readonly CpuShares[] = []) {
  let now = before;
  const watch = validityWatch((path) => files(now)[path] ?? null, earlier)(7);
  now = after;
  const { flags, cpu } = watch.stop();
  return { flags: flags.filter((flag) => flag !== 'recorder-lag'), ...cpu };
}
const flagsOf = (before: Played, after: Played) => trialOf(before, after).flags;

const start: Played = { cpu: '100 0 0 1000 0 0 0 0 0 0', self: 10, model: 50 };

test('reads the documented formats', () => {
  const state = readSystem(
    7,
    (path) => files({ cpu: '1 2 3 4 5 6 7 8 1 1', self: 3, model: 4, swapKib: 9 })[path] ?? null,
  );
  assert.equal(state, {
    totalTicks: 36,
    busyTicks: 19,
    stolenTicks: 8,
    ownTicks: 7,
    mhz: 3000,
    swappedKib: 9,
  });
});

test('a trial that has the machine for itself', () => {
  const trial = trialOf(start, { cpu: '200 0 0 1100 0 0 0 0 0 0', self: 20, model: 140 });
  assert.equal(trial, { flags: [], cpu_foreign_share: 0, cpu_stolen_share: 0 });
});

test('others used 20 of 200 ticks; the hypervisor took 25 of the 125 that were wanted', () => {
  const used = trialOf(start, { cpu: '200 0 0 1100 0 0 0 0 0 0', self: 20, model: 120 });
  assert.equal(used, { flags: [], cpu_foreign_share: 0.1, cpu_stolen_share: 0 });
  const stolen = trialOf(start, { cpu: '200 0 0 1100 0 0 0 25 0 0', self: 20, model: 140 });
  assert.is(stolen.cpu_stolen_share, 0.2);
});

test('beside what was usual before, both are flagged', () => {
  const quiet = Array(5).fill({ cpu_foreign_share: 0, cpu_stolen_share: 0 });
  const { flags } = trialOf(start, { cpu: '200 0 0 1100 0 0 0 25 0 0', self: 20, model: 100 }, quiet);
  assert.equal(flags, ['cpu-busy', 'cpu-steal']);
});

test('too short to tell: under half a second of CPU time', () => {
  const trial = trialOf(start, { cpu: '140 0 0 1000 0 0 0 9 0 0', self: 10, model: 50 });
  assert.equal(trial, { flags: [], cpu_foreign_share: null, cpu_stolen_share: null });
});

test('memory swapped out', () => {
  assert.equal(flagsOf(start, { ...start, swapKib: 4 }), ['swap']);
});

test('a CPU that became slow: below 85 % of the fastest clock of the run', () => {
  assert.equal(flagsOf(start, { ...start, mhz: 2500 }), ['cpu-slow']);
  assert.equal(flagsOf(start, { ...start, mhz: 2600 }), []);
});

test('a system that says nothing raises no flag', () => {
  const { flags, cpu } = validityWatch(() => null)(7).stop();
  assert.equal(
    flags.filter((flag) => flag !== 'recorder-lag'),
    [],
  );
  assert.equal(cpu, { cpu_foreign_share: null, cpu_stolen_share: null });
});

test("the recorder's own lateness is seen: a loop that is blocked for 60 ms at a time", async () => {
  const watch = validityWatch(() => null)(7);
  for (let turn = 0; turn < 4; turn++) {
    const until = performance.now() + 60;
    while (performance.now() < until);
    await new Promise(setImmediate);
  }
  assert.equal(watch.stop().flags, ['recorder-lag']);
});

test.run();
