import { MockBackend } from '../../src/backends/mock/mock-backend.js';
import type { ProcessBackend } from '../../src/backends/process/process-backend.js';
import type { BackendSpec } from '../../src/backends/spec.js';

/** The mock in this very process, its tokens made at once: for tests of what surrounds a trial, not of its times. */
export async function launchInstant({ scheduler }: BackendSpec): Promise<ProcessBackend> {
  const backend = new MockBackend({ times: { prefillMs: 0, decodeMs: 0 }, scheduler });
  return Object.assign(backend, {
    pid: process.pid,
    ended: new Promise<string>(() => undefined),
    kill: async () => undefined,
  });
}
