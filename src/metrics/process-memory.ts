import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { promisify } from 'node:util';

const columns = (peak: number | null, baseline: number | null, method: 'VmHWM' | 'ps-sampling' | null) => ({
  /** Highest resident set since the watch began. */
  peak_memory_mb: peak,
  /** Resident set when it began. */
  baseline_memory_mb: baseline,
  /** VmHWM: exact, from the kernel; ps-sampling: a lower bound. */
  memory_method: method,
});

/** Memory of one process during a trial, MiB, by the log's column names; null is unmeasurable. */
export interface MemoryColumns extends ReturnType<typeof columns> {}

/** A watch over the memory of a process, under way. */
export interface MemoryProbe {
  /** What was seen so far. */
  read(): Promise<MemoryColumns>;
  /** Ends the watch and says what it saw. */
  stop(): Promise<MemoryColumns>;
}

const KIB_PER_MIB = 1024;
const SAMPLE_EVERY_MS = 50;

/**
 * Watches the resident set of another process from now until `stop()`. On Linux the kernel keeps the exact peak:
 * writing 5 to /proc/<pid>/clear_refs sets VmHWM back to the present size (proc(5)). Elsewhere `ps` is sampled,
 * which misses peaks shorter than its period. The process must be this user's own.
 * @param pid of a process; of one that is gone, or on Windows, all is null
 * @example
 * ```ts
 * import { watchMemory } from 'streambatch';
 *
 * const probe = await watchMemory(process.pid);
 * const { peak_memory_mb, memory_method } = await probe.stop();
 * console.log(peak_memory_mb, memory_method);
 * ```
 */
export async function watchMemory(pid: number): Promise<MemoryProbe> {
  if (platform() === 'linux') return watchHighWaterMark(pid);
  return platform() === 'win32' ? BLIND : samplePs(pid);
}

/** Of a process that cannot be seen. */
export const NO_MEMORY: MemoryColumns = columns(null, null, null);

const BLIND: MemoryProbe = { read: async () => NO_MEMORY, stop: async () => NO_MEMORY };

async function watchHighWaterMark(pid: number): Promise<MemoryProbe> {
  try {
    await writeFile(`/proc/${pid}/clear_refs`, '5');
    const baseline = await readStatus(pid, 'VmRSS');
    const read = async () => columns(highest(await readStatus(pid, 'VmHWM'), baseline), baseline, 'VmHWM');
    return { read, stop: read };
  } catch {
    return samplePs(pid); // a kernel that forbids the reset
  }
}

/** The mark was seen a few pages below what had been resident before: the kernel's counters of threads are added up late. */
const highest = (mark: number | null, baseline: number | null): number | null =>
  mark === null ? null : Math.max(mark, baseline ?? mark);

/** A field of /proc/<pid>/status, MiB; null when the process is gone. */
async function readStatus(pid: number, field: string): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''); // ended, or not Linux
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
  return kib === undefined ? null : Number(kib) / KIB_PER_MIB;
}

async function samplePs(pid: number): Promise<MemoryProbe> {
  const baseline = await readPs(pid);
  if (baseline === null) return BLIND;
  let peak = baseline;
  const timer = setInterval(async () => {
    const now = await readPs(pid);
    if (now !== null) peak = Math.max(peak, now);
  }, SAMPLE_EVERY_MS);
  const read = async () => columns(peak, baseline, 'ps-sampling');
  return {
    read,
    stop: () => {
      clearInterval(timer);
      return read();
    },
  };
}

async function readPs(pid: number): Promise<number | null> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout.trim()) / KIB_PER_MIB;
  } catch {
    return null; // gone, or no ps here
  }
}
