import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Flag } from '../../results/flags.js';
import { type ReadText, readSystem, readText, type SystemState } from './system.js';
import { type CpuShares, UsualLoad } from './usual-load.js';

/** Shares of fewer ticks are mostly rounding: a tick is 10 ms. */
const FEWEST_TICKS = 50;
const SLOW_CLOCK = 0.85;
const LAG_RESOLUTION_MS = 10;
const MOST_LAG_MS = 5;

export interface TrialValidity {
  readonly flags: readonly Flag[];
  readonly cpu: CpuShares;
}

export interface TrialWatch {
  /** Ends the watch: the flags that the trial has earned, and what others took of the CPU. */
  stop(): TrialValidity;
}

/** Watches the machine during a trial of the given model process. */
export type WatchTrial = (pid: number) => TrialWatch;

/** Stolen time counts against the time that was wanted: an idle CPU has none to lose, so the cells stay comparable. */
function cpuShares(before: SystemState, after: SystemState): CpuShares {
  const passed = (key: 'totalTicks' | 'busyTicks' | 'stolenTicks' | 'ownTicks'): number =>
    before[key] === null || after[key] === null ? Number.NaN : after[key] - before[key];
  const share = (part: number, whole: number): number | null =>
    whole >= FEWEST_TICKS && !Number.isNaN(part) ? Math.max(0, part / whole) : null;
  const [busy, stolen] = [passed('busyTicks'), passed('stolenTicks')];
  return {
    cpu_foreign_share: share(busy - passed('ownTicks'), passed('totalTicks')),
    cpu_stolen_share: share(stolen, busy + stolen),
  };
}

/** Whether timers of this process fire late: then so do the stamps of the recorder. */
function watchLag(): () => Flag[] {
  const delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  delay.enable();
  return () => {
    delay.disable();
    const lagMs = delay.percentile(95) / 1e6 - LAG_RESOLUTION_MS;
    return lagMs > MOST_LAG_MS ? ['recorder-lag'] : [];
  };
}

/**
 * Makes the watch of one run: it remembers the fastest CPU clock seen, and what others usually take of the CPU. What the
 * system does not say raises no flag.
 * @param earlier trials of an earlier part of the run, where it is resumed
 */
export function validityWatch(read: ReadText = readText, earlier: readonly CpuShares[] = []): WatchTrial {
  let fastestMhz = 0;
  const usual = new UsualLoad(earlier);
  return (pid) => {
    const before = readSystem(pid, read);
    const lagFlags = watchLag();
    return {
      stop() {
        const lag = lagFlags();
        const after = readSystem(pid, read);
        fastestMhz = Math.max(fastestMhz, before.mhz ?? 0, after.mhz ?? 0);
        const cpu = cpuShares(before, after);
        const flags: Flag[] = [
          ...usual.judge(cpu),
          ...(after.mhz !== null && after.mhz < SLOW_CLOCK * fastestMhz ? (['cpu-slow'] as const) : []),
          ...((after.swappedKib ?? 0) > 0 ? (['swap'] as const) : []),
          ...lag,
        ];
        return { flags, cpu };
      },
    };
  };
}
