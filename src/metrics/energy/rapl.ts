import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Meter } from './meter.js';
import { startCounter } from './rapl-counter.js';

/** Where Linux has the energy counters of processors ("RAPL"), Intel's and AMD's alike. */
const POWERCAP = '/sys/class/powercap';

/** A counter overflows after some minutes at full power; it is read more often than that. */
const EVERY_MS = 10_000;

/** The processors that tell their energy, and why they cannot be read where they cannot. */
export interface RaplState {
  /** Folders. */
  readonly packages: readonly string[];
  /** In a sentence; null: they can be read. */
  readonly problem: string | null;
}

/** Looks at what a machine has. @param root in place of `POWERCAP` */
export async function raplState(root = POWERCAP): Promise<RaplState> {
  const packages = await packagesIn(root);
  if (packages.length === 0)
    return { packages, problem: `${root} holds no intel-rapl:*, as in most virtual machines` };
  try {
    await Promise.all(packages.map(startCounter));
    return { packages, problem: null };
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    const wayOut =
      code === 'EACCES'
        ? `; sudo chmod a+r ${root}/intel-rapl*/energy_uj allows it until the next start`
        : '';
    return { packages, problem: `${path ?? root} cannot be read (${code})${wayOut}` };
  }
}

/**
 * Whole packages alone: what lies inside one is in its sum, `psys` is the sum of more than processors, and the same counters
 * stand once more under `intel-rapl-mmio`.
 */
async function packagesIn(root: string): Promise<string[]> {
  const entries = await readdir(root).catch(() => []); // not Linux, or no such driver
  const zones = entries.filter((name) => /^intel-rapl:\d+$/.test(name)).map((name) => join(root, name));
  const names = await Promise.all(zones.map((zone) => readFile(join(zone, 'name'), 'utf8').catch(() => ''))); // likewise
  return zones.filter((_, i) => names[i]!.startsWith('package'));
}

/** Counts the energy of all packages from now on; null where nobody may, or can. */
export async function watchRapl(root = POWERCAP, everyMs = EVERY_MS): Promise<Meter | null> {
  const { packages, problem } = await raplState(root);
  if (problem !== null) return null;
  const counters = await Promise.all(packages.map(startCounter));
  const takeAll = async () => void (await Promise.all(counters.map((counter) => counter.take())));
  let taking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    taking = taking.then(takeAll);
    taking.catch(() => undefined); // who stops the watch is told
  }, everyMs).unref();
  return {
    method: 'RAPL',
    async stop() {
      clearInterval(timer);
      await taking.then(takeAll);
      return counters.reduce((sum, { joules }) => sum + joules, 0);
    },
  };
}
