import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const MICROJOULES = 1e6;

const readNumber = async (...path: string[]): Promise<number> =>
  Number(await readFile(join(...path), 'utf8'));

/** Energy of one zone since it was started. The kernel's counter begins anew at its end. */
class RaplCounter {
  #total = 0;
  #last: number;
  readonly #zone: string;
  readonly #range: number;

  constructor(zone: string, range: number, now: number) {
    this.#zone = zone;
    this.#range = range;
    this.#last = now;
  }

  get joules(): number {
    return this.#total / MICROJOULES;
  }

  /** Reads it; to be done before it can have begun anew twice. */
  async take(): Promise<void> {
    const now = await readNumber(this.#zone, 'energy_uj');
    this.#total += now >= this.#last ? now - this.#last : now + this.#range - this.#last;
    this.#last = now;
  }
}

/** @throws what reading its files throws */
export const startCounter = async (zone: string): Promise<RaplCounter> =>
  new RaplCounter(zone, await readNumber(zone, 'max_energy_range_uj'), await readNumber(zone, 'energy_uj'));
