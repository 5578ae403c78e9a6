import { type MemoryColumns, type MemoryProbe, NO_MEMORY, watchMemory } from '../metrics/process-memory.js';
import type { MortalBackend } from './supervisor.js';

/** Memory of the process behind each backend since it was loaded; unmeasured for a backend without one. */
export class BackendMemory {
  readonly #probes = new WeakMap<MortalBackend, Promise<MemoryProbe>>();

  async read(backend: MortalBackend): Promise<MemoryColumns> {
    if (backend.pid === undefined) return NO_MEMORY;
    let probe = this.#probes.get(backend);
    if (!probe) {
      probe = watchMemory(backend.pid);
      this.#probes.set(backend, probe);
    }
    return (await probe).read();
  }
}
