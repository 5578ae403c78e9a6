import { describeBackend } from '../backends/registry.js';
import { backendTarget } from '../load/backend-target.js';
import { type ServeOptions, startLocalServer } from '../load/local-server.js';
import { openServerTarget } from '../load/server-target.js';
import type { Target } from '../load/target.js';
import { keyIn } from './api-key.js';
import { type ModelFlags, splitModelFlags } from './model-options.js';
import { parseSpec } from './served-spec.js';

/** A target, and what is to be closed after the load. */
export interface OpenedTarget {
  readonly target: Target;
  close(): Promise<void>;
}

/**
 * Opens what `--target` and the model's options name: a server of another kind straight from here, as this process only
 * waits for it; a streambatch server where it stands; or one that is started for the time.
 */
export async function openTarget(where: string, options: ModelFlags & ServeOptions): Promise<OpenedTarget> {
  const isLocal = where === 'local';
  if (options.backend && describeBackend(options.backend).isServer)
    return openOther(isLocal ? options : { baseUrl: where, ...options });
  if (!isLocal) {
    const key = keyIn('--api-key-env', options.apiKeyEnv);
    return { target: await openServerTarget(where, key), close: async () => undefined };
  }
  const local = await startLocalServer(options);
  try {
    return { target: await openServerTarget(local.url), close: local.close };
  } catch (error) {
    await local.close();
    throw error;
  }
}

/** Any OpenAI-compatible server. */
async function openOther(options: ModelFlags): Promise<OpenedTarget> {
  const spec = parseSpec(splitModelFlags(options).backend);
  const { createBackend } = await import('../backends/create.js');
  const backend = await createBackend(spec);
  return { target: backendTarget(backend), close: () => backend.close() };
}
