import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { watchMemory } from '../../src/metrics/process-memory.js';

/** Touches as many MiB as a line on stdin says, frees them at once, then answers. */
const CHILD = `
  process.stdin.on('data', (line) => {
    let block = Buffer.alloc(Number(line) * 2 ** 20, 1);
    block = null;
    gc();
    process.stdout.write('done');
  });
  process.stdout.write('ready');`;

if (platform() === 'linux') {
  test('a peak that is gone before anyone looks is still read, exactly, and one from before is not', async () => {
    const child = spawn(process.execPath, ['--expose-gc', '-e', CHILD]);
    await once(child.stdout, 'data');
    const touch = async (mib: number) => {
      child.stdin.write(`${mib}\n`);
      await once(child.stdout, 'data');
    };
    await touch(400);
    const probe = await watchMemory(child.pid!);
    await touch(100);
    const memory = await probe.stop();
    child.kill();
    const grown = memory.peak_memory_mb! - memory.baseline_memory_mb!;
    assert.is(memory.memory_method, 'VmHWM');
    assert.ok(Math.abs(grown - 100) < 10, `grew by ${grown} MiB`);
  });
}

test('a process that is gone has no memory: null', async () => {
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'exit');
  const memory = await (await watchMemory(child.pid!)).stop();
  assert.equal([memory.peak_memory_mb, memory.baseline_memory_mb], [null, null]);
});

test.run();
