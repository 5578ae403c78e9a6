import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Clock, nowMs } from '../../clock.js';
import type { Meter } from './meter.js';

/** Twice a second: the driver's own figure is a mean of about a second. */
const QUERY = ['--query-gpu=index,power.draw', '--format=csv,noheader,nounits', '-lms', '500'];

/** A program that has not said anything by now will not. */
const PATIENCE_MS = 5000;

/** Power of several GPUs over time: each draws what it drew at its last reading. */
class Integral {
  readonly #watts = new Map<string, number>();
  #joules = 0;
  #sinceMs: number;

  constructor(startMs: number) {
    this.#sinceMs = startMs;
  }

  get isEmpty(): boolean {
    return this.#watts.size === 0;
  }

  /** A line such as `0, 66.12`; of a GPU that does not tell its power there is no number. */
  read(line: string, atMs: number): void {
    const [gpu, power] = line.split(',') as [string, string | undefined];
    const watts = Number.parseFloat(power ?? '');
    if (!Number.isFinite(watts)) return;
    this.#goOnTo(atMs);
    this.#watts.set(gpu, watts);
  }

  joulesAt(atMs: number): number {
    this.#goOnTo(atMs);
    return this.#joules;
  }

  restart(atMs: number): void {
    this.#sinceMs = atMs;
    this.#joules = 0;
  }

  #goOnTo(atMs: number): void {
    const watts = [...this.#watts.values()].reduce((sum, value) => sum + value, 0);
    this.#joules += (watts * (atMs - this.#sinceMs)) / 1000;
    this.#sinceMs = atMs;
  }
}

/**
 * Adds up the power of all NVIDIA GPUs of this machine, from when the first has told it; null where there are none.
 * @param command in place of nvidia-smi @param patienceMs how long it may take to say anything
 */
export async function watchGpuPower(
  command = 'nvidia-smi',
  clock: Clock = nowMs,
  patienceMs = PATIENCE_MS,
): Promise<Meter | null> {
  const child = spawn(command, QUERY, { stdio: ['ignore', 'pipe', 'ignore'] });
  const integral = new Integral(clock());
  const told = await new Promise<boolean>((resolve) => {
    const patience = setTimeout(() => resolve(false), patienceMs);
    createInterface({ input: child.stdout }).on('line', (line) => {
      integral.read(line, clock());
      resolve(!integral.isEmpty);
    });
    for (const end of ['error', 'close']) {
      child.on(end, () => {
        clearTimeout(patience);
        resolve(false);
      });
    }
  });
  if (!told) {
    child.kill();
    return null;
  }
  integral.restart(clock());
  return {
    method: 'nvidia-smi',
    async stop() {
      child.kill();
      return integral.joulesAt(clock());
    },
  };
}
