import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { watchGpuPower } from '../../../src/metrics/energy/gpu-power.js';
import { inScratch } from '../../support/scratch.js';

/** A program in the place of nvidia-smi, as its manual shows the output of such a query. */
function program(folder: string, script: string): string {
  const path = join(folder, 'nvidia-smi');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

test('each GPU draws what it drew at its last reading', () =>
  inScratch(async (folder) => {
    let now = 0;
    const meter = await watchGpuPower(program(folder, 'echo "0, 300.00"; exec sleep 60'), () => now, 60_000);
    now = 2000;
    assert.is(await meter!.stop(), 600);
  }));

test('without such a program, a GPU, or a power that is told: no meter', () =>
  inScratch(async (folder) => {
    assert.is(await watchGpuPower(join(folder, 'none')), null);
    assert.is(await watchGpuPower(program(folder, 'echo "No devices were found"; exit 6')), null);
    assert.is(await watchGpuPower(program(folder, 'echo "0, [N/A]"')), null);
  }));

test.run();
