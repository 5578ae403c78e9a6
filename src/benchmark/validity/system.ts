import { readFileSync } from 'node:fs';

/** What /proc says at one moment; null where this system does not say. CPU times in ticks of all CPUs together. */
export interface SystemState {
  readonly totalTicks: number | null;
  /** Spent on any process. */
  readonly busyTicks: number | null;
  /** Wanted, but given to another machine by the hypervisor. */
  readonly stolenTicks: number | null;
  /** Spent on the recorder and the model. */
  readonly ownTicks: number | null;
  /** Of the fastest CPU. */
  readonly mhz: number | null;
  /** Of the model process, swapped out. */
  readonly swappedKib: number | null;
}

/** Text of a file, or null. Injected in tests. */
export type ReadText = (path: string) => string | null;

export const readText: ReadText = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // not Linux, or the process is gone: unknown
  }
};

/** proc(5), /proc/stat: user nice system idle iowait irq softirq steal; guest time is part of user. */
function cpuTicks(text: string | null): Pick<SystemState, 'totalTicks' | 'busyTicks' | 'stolenTicks'> {
  const fields = /^cpu +(.*)$/m
    .exec(text ?? '')?.[1]
    ?.split(' ')
    .map(Number);
  if (!fields || fields.length < 8) return { totalTicks: null, busyTicks: null, stolenTicks: null };
  const [user, nice, system, idle, iowait, irq, softirq, steal] = fields as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const busyTicks = user + nice + system + irq + softirq;
  return { busyTicks, stolenTicks: steal, totalTicks: busyTicks + idle + iowait + steal };
}

/** proc(5), /proc/<pid>/stat: utime and stime are fields 14 and 15; the second, the name, may hold anything but ends at the last ")". */
function processTicks(text: string | null): number | null {
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields && fields.length > 13 ? Number(fields[11]) + Number(fields[12]) : null;
}

const largest = (values: readonly number[]): number | null =>
  values.length > 0 ? Math.max(...values) : null;

export function readSystem(pid: number, read: ReadText = readText): SystemState {
  const self = processTicks(read('/proc/self/stat'));
  const model = processTicks(read(`/proc/${pid}/stat`));
  const clocks = [...(read('/proc/cpuinfo') ?? '').matchAll(/^cpu MHz\s*: ([\d.]+)/gm)];
  const swapped = /^VmSwap:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return {
    ...cpuTicks(read('/proc/stat')),
    ownTicks: self === null || model === null ? null : self + model,
    mhz: largest(clocks.map(([, mhz]) => Number(mhz))),
    swappedKib: swapped === undefined ? null : Number(swapped),
  };
}
