import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_ENERGY, watchEnergy } from '../../../src/metrics/energy/watch-energy.js';
import { inScratch } from '../../support/scratch.js';
import { writePowercap } from './powercap.js';

const at = (energy_uj: number) => ({ 'intel-rapl:0': { name: 'package-0', energy_uj } });

test('what the processors used, and by what it was told', () =>
  inScratch(async (powercap) => {
    writePowercap(powercap, at(1_000_000));
    const watch = await watchEnergy(true, { powercap, nvidiaSmi: join(powercap, 'none') });
    writePowercap(powercap, at(3_500_000));
    assert.equal(await watch.stop(), { energy_j: 2.5, energy_method: 'RAPL' });
  }));

test('counters that are not there, stand still, or went away: not measured, and never 0', () =>
  inScratch(async (powercap) => {
    const nowhere = { powercap: join(powercap, 'none'), nvidiaSmi: join(powercap, 'none') };
    assert.equal(await (await watchEnergy(true, nowhere)).stop(), NO_ENERGY);
    writePowercap(powercap, at(1_000_000));
    assert.equal(await (await watchEnergy(false, { powercap })).stop(), NO_ENERGY);
    const watch = await watchEnergy(false, { powercap });
    rmSync(join(powercap, 'intel-rapl:0'), { recursive: true });
    assert.equal(await watch.stop(), NO_ENERGY);
  }));

test.run();
