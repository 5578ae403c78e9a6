import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeMachine } from '../../src/benchmark/environment.js';

test('a machine that reveals nothing gives nulls, never zeros or errors', () => {
  const machine = describeMachine(() => null);
  const { cpuQuotaCores, cpuGovernor, cpuMaxMhz, memoryLimitMb, swapMb } = machine;
  assert.equal(
    { cpuQuotaCores, cpuGovernor, cpuMaxMhz, memoryLimitMb, swapMb },
    { cpuQuotaCores: null, cpuGovernor: null, cpuMaxMhz: null, memoryLimitMb: null, swapMb: null },
  );
  assert.is(machine.packages['onnxruntime-node'], null);
  assert.ok(machine.memoryAvailableMb > 0);
});

// Formats: proc_meminfo(5); Linux Documentation/admin-guide/cgroup-v2.rst ("$MAX $PERIOD", "max": no limit)
// and cpu-freq/user-guide.rst (cpuinfo_max_freq in kHz).
const files: Record<string, string> = {
  '/proc/meminfo': 'MemTotal:       16384000 kB\nMemAvailable:    2097152 kB\nSwapTotal:       1048576 kB',
  '/sys/fs/cgroup/cpu.max': '150000 100000',
  '/sys/fs/cgroup/memory.max': '4294967296',
  '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave',
  '/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq': '4400000',
  '/etc/os-release': 'NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian',
};

test('reads Linux files in their documented formats', () => {
  const machine = describeMachine((path) => files[path] ?? null);
  assert.is(machine.memoryAvailableMb, 2048);
  assert.is(machine.swapMb, 1024);
  assert.is(machine.cpuQuotaCores, 1.5);
  assert.is(machine.memoryLimitMb, 4096);
  assert.is(machine.cpuGovernor, 'powersave');
  assert.is(machine.cpuMaxMhz, 4400);
  assert.match(machine.os, /^Debian GNU\/Linux 12 \(bookworm\) \(/);
});

test('no limit ("max") is null', () => {
  const machine = describeMachine((path) => (path.endsWith('.max') ? 'max 100000' : null));
  assert.is(machine.cpuQuotaCores, null);
  assert.is(machine.memoryLimitMb, null);
});

test.run();
