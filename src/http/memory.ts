import { type MemoryColumns, type MemoryProbe, watchMemory } from '../metrics/memory.js';
import { NO_TRIAL } from '../results/row.js';
import type { MortalBackend } from './supervisor.js';

/** Memory of the process behind each backend since it was loaded; unmeasured for a backend without one. */
export class BackendMemory {
  readonly #probes = new WeakMap<MortalBackend, Promise<MemoryProbe>>();

  async read(backend: MortalBackend): Promise<MemoryColumns> {
    if (backend.pid === undefined) {
      const { peak_memory_mb, baseline_memory_mb, memory_method } = NO_TRIAL;
      return { peak_memory_mb, baseline_memory_mb, memory_method };
    }
    let probe = this.#probes.get(backend);
    if (!probe) {
      probe = watchMemory(backend.pid);
      this.#probes.set(backend, probe);
    }
    return (await probe).read();
  }
}
