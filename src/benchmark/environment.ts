import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, freemem, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { BACKEND_PACKAGES } from '../backends/registry.js';
import { checkoutRoot, isCheckout } from '../checkout.mjs';

/** What of this machine and checkout can change a measurement. Whatever cannot be read here is null. */
export interface Machine {
  readonly node: string;
  /** Installed versions of the packages that decide a result, by name. */
  readonly packages: Readonly<Record<string, string | null>>;
  readonly gitCommit: string | null;
  /** Tracked files differ from the commit. */
  readonly gitDirty: boolean | null;
  readonly os: string;
  readonly arch: string;
  readonly cpuModel: string | null;
  /** Logical processors. */
  readonly cpuCores: number;
  /** Cores a container's quota allows, where there is one. */
  readonly cpuQuotaCores: number | null;
  readonly cpuGovernor: string | null;
  /** Clock of the first core now, MHz. */
  readonly cpuMhz: number | null;
  readonly cpuMaxMhz: number | null;
  /** Of the whole machine, MiB. */
  readonly memoryMb: number;
  /** Memory a container may use, where there is a limit, MiB. */
  readonly memoryLimitMb: number | null;
  /** Free, or freed at once when somebody asks, MiB. */
  readonly memoryAvailableMb: number;
  readonly swapMb: number | null;
  /** Runnable processes, averaged over 1, 5 and 15 minutes; null on Windows, which does not count them. */
  readonly loadAverage: readonly number[] | null;
}

const DECISIVE_PACKAGES = ['streambatch', ...BACKEND_PACKAGES, 'danfojs-node', 'tslab'];

const MIB = 2 ** 20;
const CPUFREQ = '/sys/devices/system/cpu/cpu0/cpufreq';

/**
 * Looks at this machine and checkout; takes some tens of milliseconds, as git is asked.
 * @param read where system files come from (null: unreadable), so that a test can play another machine
 * @example
 * ```ts
 * import { describeMachine } from 'streambatch';
 *
 * const { cpuModel, cpuCores, loadAverage } = describeMachine();
 * console.log(cpuModel, cpuCores, loadAverage);
 * ```
 */
export function describeMachine(read: ReadFile = readFileOrNull): Machine {
  const memory = read('/proc/meminfo');
  const status = git('status', '--porcelain', '--untracked-files=no');
  return {
    node: process.version,
    packages: Object.fromEntries(DECISIVE_PACKAGES.map((name) => [name, installedVersion(name, read)])),
    gitCommit: git('rev-parse', 'HEAD'),
    gitDirty: status === null ? null : status !== '',
    os: `${osName(read) ?? platform()} (${release()})`,
    arch: arch(),
    cpuModel: cpus()[0]?.model ?? null,
    cpuCores: cpus().length,
    cpuQuotaCores: cpuQuotaCores(read('/sys/fs/cgroup/cpu.max')),
    cpuGovernor: read(`${CPUFREQ}/scaling_governor`),
    cpuMhz: cpus()[0]?.speed || null,
    cpuMaxMhz: scaled(read(`${CPUFREQ}/cpuinfo_max_freq`), 1 / 1000),
    memoryMb: Math.round(totalmem() / MIB),
    memoryLimitMb: scaled(read('/sys/fs/cgroup/memory.max'), 1 / MIB),
    memoryAvailableMb: meminfoMb(memory, 'MemAvailable') ?? Math.round(freemem() / MIB),
    swapMb: meminfoMb(memory, 'SwapTotal'),
    loadAverage: platform() === 'win32' ? null : loadavg(),
  };
}

/** Text of a file without the white space around it; null where it cannot be read. */
export type ReadFile = (path: string) => string | null;

function readFileOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null; // unreadable is an answer here: this machine does not say
  }
}

function installedVersion(name: string, read: ReadFile): string | null {
  const folders = name === 'streambatch' ? [checkoutRoot] : installedAt(name);
  const text = folders.map((folder) => read(join(folder, 'package.json'))).find((found) => found !== null);
  return text === undefined ? null : JSON.parse(text).version;
}

/** Where Node looks for a package, in its order: this package's own `node_modules`, and those it is installed among. */
const installedAt = (name: string): string[] =>
  (createRequire(import.meta.url).resolve.paths(name) ?? []).map((folder) => join(folder, name));

/** Null where there is no git, or this is no git checkout; an installed package lies in somebody else's. */
function git(...args: string[]): string | null {
  if (!isCheckout) return null;
  try {
    return execFileSync('git', args, {
      cwd: checkoutRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null; // see above: an answer, too
  }
}

const osName = (read: ReadFile) =>
  /^PRETTY_NAME="?([^"\n]+)/m.exec(read('/etc/os-release') ?? '')?.[1] ?? null;

/** cgroup v2 cpu.max holds "<quota> <period>" in µs, or "max <period>" for no limit. */
function cpuQuotaCores(text: string | null): number | null {
  const [quota, period] = (text ?? '').split(' ').map(Number);
  return quota && period ? quota / period : null;
}

/** The number in a file, scaled and rounded; null where it is unreadable or no number ("max": no limit). */
function scaled(text: string | null, factor: number): number | null {
  const value = Number.parseFloat(text ?? '');
  return Number.isNaN(value) ? null : Math.round(value * factor);
}

/** /proc/meminfo counts in kiB. */
function meminfoMb(text: string | null, key: string): number | null {
  return scaled(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text ?? '')?.[1] ?? null, 1 / 1024);
}
