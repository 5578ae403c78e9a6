import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../src/benchmark/environment.js';
import type { Checkout } from '../../src/cli/checkout-facts.js';
import { envText } from '../../src/cli/env-text.js';

const machine: Machine = {
  node: 'v22.1.0',
  packages: { streambatch: '0.1.0', tslab: null },
  gitCommit: '870963ffb95d75cef781b232451801c117d97a6d',
  gitDirty: true,
  os: 'Debian (6.1)',
  arch: 'x64',
  cpuModel: 'EPYC',
  cpuCores: 4,
  cpuQuotaCores: 1.5,
  cpuGovernor: null,
  cpuMhz: 2000,
  cpuMaxMhz: 4400,
  memoryMb: 16384,
  memoryLimitMb: 4096,
  memoryAvailableMb: 2048,
  swapMb: 0,
  loadAverage: [3.2, 1, 1],
};

const checkout: Checkout = {
  folder: '/here',
  jupyter: '/here/.venv/bin/jupyter',
  jupyterWay: 'pypi',
  nbconvert: '7.17.2',
  kernel: '/here/kernel',
  build: 'out of date',
  embeddedModel: '/here/model',
  logRows: 1,
  logProblem: null,
  messages: '/here/logs',
};

const energy = { packages: ['/sys/class/powercap/intel-rapl:0'], problem: null };

test('what is there is said in sentences', () => {
  assert.is(
    envText({ machine, checkout, energy, weights: [] }),
    `This machine
  4 logical processors, EPYC, of which this container may use 1.50, up to 4.40 GHz; Debian (6.1), x64.
  Memory: 16.0 GiB, of which this container may use 4.00 GiB; 2.00 GiB available now, no swap.
  Energy of 1 processor can be read.
  On average 3.20 processes wanted to run in the last minute: busy; what is measured now is measured beside that.
  Node 22.1.0; streambatch 0.1.0 and tslab (not installed).

streambatch here
  streambatch lies in /here, commit 870963ffb95d and changes of yours.
  The build is out of date: \`npm run build\` makes it.
  Jupyter: /here/.venv/bin/jupyter (from pypi), nbconvert 7.17.2.
  The tslab kernel is set up.
  The embedded model is there.
  The log has 1 row.
  Messages of the program go to /here/logs.
`,
  );
});

test('what is not there says what would make it, and what cannot be read is left out', () => {
  const bare = {
    ...machine,
    cpuModel: null,
    cpuQuotaCores: null,
    cpuMaxMhz: null,
    swapMb: null,
    loadAverage: null,
  };
  const installed = { ...checkout, build: null, jupyter: null, kernel: null, logRows: null };
  const text = envText({ machine: { ...bare, gitCommit: null }, checkout: installed, energy, weights: [] });
  assert.match(text, '4 logical processors, of a kind that does not say its name; Debian');
  assert.match(text, 'streambatch lies in /here.\n  It is installed as a package');
  assert.match(text, 'There is no log yet: `streambatch run` writes one.');
  assert.not.match(text, /null|undefined|swap|On average/);
});

test('a machine that is idle is not called busy, and the instrument says how late it is', () => {
  const spread = { median: 0.2, p05: 0.1, p95: 0.4, n: 72 };
  const instrument = {
    first_token_offset_ms: spread,
    request_path_ms: spread,
    first_token_delivery_ms: spread,
    gap_error_ms: { ...spread, median: 0 },
  };
  const text = envText({
    energy: { packages: [], problem: '/sys/class/powercap holds no intel-rapl:*' },
    machine: { ...machine, loadAverage: [0.1, 0, 0] },
    checkout,
    weights: [],
    instrument,
  });
  assert.not.match(text, 'busy');
  assert.match(text, 'First tokens are stamped 0.20 ms (0.10 to 0.40) after they could have been');
});

test.run();
