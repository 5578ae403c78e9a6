import { MockBackend } from '../../src/backends/mock/mock-backend.js';
import connectOpenAi from '../../src/backends/openai/backend.js';
import type { ProcessBackend } from '../../src/backends/process/process-backend.js';
import type { BackendSpec } from '../../src/backends/spec.js';
import type { Backend } from '../../src/generation.js';

/** The mock in this very process, its tokens made at once: for tests of what surrounds a trial, not of its times. */
export const launchInstant = async ({ scheduler }: BackendSpec): Promise<ProcessBackend> =>
  here(new MockBackend({ times: { prefillMs: 0, decodeMs: 0 }, scheduler }));

/** A server elsewhere, asked from this very process: the backend only waits. */
export const launchHere = async (spec: BackendSpec): Promise<ProcessBackend> =>
  here(await connectOpenAi(spec));

const here = (backend: Backend): ProcessBackend =>
  Object.assign(backend, {
    pid: process.pid,
    ended: new Promise<string>(() => undefined),
    kill: async () => undefined,
  });
