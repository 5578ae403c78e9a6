import { watchGpuPower } from './gpu-power.js';
import type { Meter } from './meter.js';
import { watchRapl } from './rapl.js';

const columns = (joules: number | null, method: Meter['method'] | 'RAPL+nvidia-smi' | null) => ({
  /** Of all that ran on the machine's processors (and GPUs) since the watch began. */
  energy_j: joules,
  /** RAPL: counters of the processors' packages; nvidia-smi: power of all GPUs over time. */
  energy_method: method,
});

/** Energy of this machine during a trial, J, by the log's column names; null is unmeasurable. */
export interface EnergyColumns extends ReturnType<typeof columns> {}

/** Of a machine that does not tell, or a trial that ran on another one. */
export const NO_ENERGY: EnergyColumns = columns(null, null);

/** A watch over the energy of this machine, under way. */
export interface EnergyWatch {
  stop(): Promise<EnergyColumns>;
}

/** Where energy is read; each in place of the machine's own. */
export interface EnergySources {
  /** Folder of the processors' counters. */
  readonly powercap?: string;
  /** Program that tells the GPUs' power. */
  readonly nvidiaSmi?: string;
}

/**
 * Counts energy from now until `stop()`.
 * @param withGpus whether what is measured may run on GPUs; else theirs is none of its
 */
export async function watchEnergy(
  withGpus: boolean,
  { powercap, nvidiaSmi }: EnergySources = {},
): Promise<EnergyWatch> {
  const found = [await watchRapl(powercap), withGpus ? await watchGpuPower(nvidiaSmi) : null];
  const meters = found.filter((meter) => meter !== null);
  return { stop: () => sum(meters).catch(() => NO_ENERGY) }; // counters that went away: not measured
}

/** A counter that stands still, as some virtual machines show it, tells nothing. */
async function sum(meters: readonly Meter[]): Promise<EnergyColumns> {
  const read = await Promise.all(
    meters.map(async (meter) => ({ method: meter.method, joules: await meter.stop() })),
  );
  const told = read.filter(({ joules }) => joules > 0);
  if (told.length === 0) return NO_ENERGY;
  const joules = told.reduce((all, one) => all + one.joules, 0);
  return columns(joules, told.length === 2 ? 'RAPL+nvidia-smi' : told[0]!.method);
}
