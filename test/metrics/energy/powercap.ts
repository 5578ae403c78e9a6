import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A zone of the kernel's folder of energy counters, written by hand. */
export interface Zone {
  readonly name: string;
  readonly energy_uj: number;
  readonly max_energy_range_uj?: number;
}

/** Writes zones by their folders: `intel-rapl:0` and the like. */
export function writePowercap(root: string, zones: Readonly<Record<string, Zone>>): void {
  for (const [folder, { name, energy_uj, max_energy_range_uj = 262_143_328_850 }] of Object.entries(zones)) {
    mkdirSync(join(root, folder), { recursive: true });
    for (const [file, value] of Object.entries({ name, energy_uj, max_energy_range_uj }))
      writeFileSync(join(root, folder, file), `${value}\n`);
  }
}
