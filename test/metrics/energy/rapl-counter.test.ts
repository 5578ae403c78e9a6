import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startCounter } from '../../../src/metrics/energy/rapl-counter.js';
import { inScratch } from '../../support/scratch.js';
import { writePowercap } from './powercap.js';

test('a counter that begins anew, more than once, goes on from there', () =>
  inScratch(async (root) => {
    const write = (energy_uj: number) =>
      writePowercap(root, {
        'intel-rapl:0': { name: 'package-0', max_energy_range_uj: 10_000_000, energy_uj },
      });
    write(9_000_000);
    const counter = await startCounter(join(root, 'intel-rapl:0'));
    assert.is(counter.joules, 0);
    for (const [now, joules] of [
      [5_000_000, 6],
      [5_000_000, 6],
      [4_000_000, 15],
      [9_500_000, 20.5],
    ] as const) {
      write(now);
      await counter.take();
      assert.is(counter.joules, joules);
    }
  }));

test.run();
