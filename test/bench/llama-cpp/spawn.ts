import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { type ProcessBackend, spawnHost } from '../../../src/backends/process/process-backend.js';
import { checkoutRoot } from '../../../src/checkout.mjs';
import { openCheckpoint } from '../../../src/model/open-checkpoint.js';
import type { GgufForm } from '../../support/gguf/forms.js';
import { writeGgufModel } from '../../support/gguf/gguf-checkpoint.js';
import type { ContextSize, LlamaCppSpec } from './backend.js';
import { llamaCppPackage } from './package.js';
import type { LlamaCppModel } from './scorer.js';

/** A GGUF file in llama.cpp, in a process of its own. */
export async function spawnLlamaCpp(
  modelPath: string,
  dtype: string,
  context?: ContextSize,
): Promise<ProcessBackend> {
  const spec: LlamaCppSpec = {
    packagePath: await llamaCppPackage(),
    modelPath,
    dtype,
    threads: availableParallelism(),
    context,
  };
  // One thread of libuv's, or each step runs on another one, and contends with those that sample the last step's
  // tokens: on two cores 7, 64 and 78 ms a step for 1, 8 and 16 at once, where one thread makes it 4, 20 and 33.
  const env = { UV_THREADPOOL_SIZE: '1' };
  return spawnHost(new URL('./host.ts', import.meta.url), spec, { env });
}

/** A checkpoint's weights in a form of llama.cpp's, made at the first call. */
export async function ggufFile(checkpoint: string, form: GgufForm): Promise<string> {
  const folder = join(checkoutRoot, '.cache', 'bench', 'gguf');
  const path = join(folder, `${basename(checkpoint)}-${form.name}.gguf`);
  await mkdir(folder, { recursive: true });
  if (!existsSync(path)) await writeGgufModel(checkpoint, form, path);
  return path;
}

/** The same for its accuracy to be judged. */
export async function llamaCppModel(path: string): Promise<LlamaCppModel> {
  const checkpoint = await openCheckpoint(path);
  await checkpoint.close();
  return {
    engine: 'llama.cpp',
    path,
    packagePath: await llamaCppPackage(),
    threads: availableParallelism(),
    vocab: checkpoint.config.vocab,
  };
}
