import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { raplState, watchRapl } from '../../../src/metrics/energy/rapl.js';
import { inScratch } from '../../support/scratch.js';
import { writePowercap } from './powercap.js';

const TWO_SOCKETS = {
  'intel-rapl:0': { name: 'package-0', energy_uj: 5_000_000 },
  'intel-rapl:0:0': { name: 'core', energy_uj: 1 },
  'intel-rapl:1': { name: 'package-1', energy_uj: 7_000_000 },
  'intel-rapl:2': { name: 'psys', energy_uj: 1 },
  'intel-rapl-mmio:0': { name: 'package-0', energy_uj: 5_000_000 },
};
const after = (first: number, second: number) => ({
  ...TWO_SOCKETS,
  'intel-rapl:0': { name: 'package-0', energy_uj: first },
  'intel-rapl:1': { name: 'package-1', energy_uj: second },
});

test('packages are added up, and nothing is counted twice', () =>
  inScratch(async (root) => {
    writePowercap(root, TWO_SOCKETS);
    const meter = await watchRapl(root);
    writePowercap(root, after(6_500_000, 9_000_000));
    assert.is(await meter!.stop(), 1.5 + 2);
  }));

test('a machine that does not tell has no meter, and says why', () =>
  inScratch(async (root) => {
    assert.is(await watchRapl(join(root, 'none')), null);
    assert.match(
      (await raplState(join(root, 'none'))).problem!,
      /none holds no intel-rapl:\*, as in most virtual/,
    );
    writePowercap(root, TWO_SOCKETS);
    assert.equal(await raplState(root), {
      packages: ['intel-rapl:0', 'intel-rapl:1'].map((zone) => join(root, zone)),
      problem: null,
    });
    rmSync(join(root, 'intel-rapl:1', 'energy_uj'));
    assert.match((await raplState(root)).problem!, /intel-rapl:1\/energy_uj cannot be read \(ENOENT\)$/);
    assert.is(await watchRapl(root), null);
  }));

test.run();
