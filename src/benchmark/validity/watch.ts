import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Flag } from '../../results/flags.js';
import { type ReadText, readSystem, readText, type SystemState } from './system.js';

/** Shares of the CPU time of a shorter trial are mostly rounding: a tick is 10 ms. */
const FEWEST_TICKS = 50;
const MOST_FOREIGN = 0.1;
const MOST_STOLEN = 0.01;
const SLOW_CLOCK = 0.85;
const LAG_RESOLUTION_MS = 10;
const MOST_LAG_MS = 5;

export interface TrialWatch {
  /** Ends the watch: the flags that the trial has earned. */
  stop(): Flag[];
}

/** Watches the machine during a trial of the given model process. */
export type WatchTrial = (pid: number) => TrialWatch;

function cpuFlags(before: SystemState, after: SystemState): Flag[] {
  const passed = (key: 'totalTicks' | 'busyTicks' | 'stolenTicks' | 'ownTicks'): number =>
    before[key] === null || after[key] === null ? Number.NaN : after[key] - before[key];
  const total = passed('totalTicks');
  if (!(total >= FEWEST_TICKS)) return [];
  const foreign = (passed('busyTicks') - passed('ownTicks')) / total;
  const stolen = passed('stolenTicks') / total;
  return [
    ...(foreign > MOST_FOREIGN ? (['cpu-busy'] as const) : []),
    ...(stolen > MOST_STOLEN ? (['cpu-steal'] as const) : []),
  ];
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

/** Makes the watch of one run: it remembers the fastest CPU clock seen. What the system does not say raises no flag. */
export function validityWatch(read: ReadText = readText): WatchTrial {
  let fastestMhz = 0;
  return (pid) => {
    const before = readSystem(pid, read);
    const lagFlags = watchLag();
    return {
      stop() {
        const lag = lagFlags();
        const after = readSystem(pid, read);
        fastestMhz = Math.max(fastestMhz, before.mhz ?? 0, after.mhz ?? 0);
        return [
          ...cpuFlags(before, after),
          ...(after.mhz !== null && after.mhz < SLOW_CLOCK * fastestMhz ? (['cpu-slow'] as const) : []),
          ...((after.swappedKib ?? 0) > 0 ? (['swap'] as const) : []),
          ...lag,
        ];
      },
    };
  };
}
