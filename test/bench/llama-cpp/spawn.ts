import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { type ProcessBackend, spawnHost } from '../../../src/backends/process.js';
import { checkoutRoot } from '../../../src/checkout.mjs';
import type { ContextSize, LlamaCppSpec } from './backend.js';
import type { BlockType } from './blocks.js';
import { writeGgufModel } from './gguf-checkpoint.js';
import { llamaCppPackage } from './package.js';

/** A checkpoint's weights in llama.cpp, in a process of its own; its GGUF file is made at the first call. */
export async function spawnLlamaCpp(
  checkpoint: string,
  type: BlockType,
  context?: ContextSize,
): Promise<ProcessBackend> {
  const spec: LlamaCppSpec = {
    packagePath: await llamaCppPackage(),
    modelPath: await ggufFile(checkpoint, type),
    dtype: type.name,
    threads: availableParallelism(),
    context,
  };
  // One thread of libuv's, or each step runs on another one, and contends with those that sample the last step's
  // tokens: on two cores 7, 64 and 78 ms a step for 1, 8 and 16 at once, where one thread makes it 4, 20 and 33.
  const env = { UV_THREADPOOL_SIZE: '1' };
  return spawnHost(new URL('./host.ts', import.meta.url), spec, { env });
}

async function ggufFile(checkpoint: string, type: BlockType): Promise<string> {
  const folder = join(checkoutRoot, '.cache', 'bench', 'gguf');
  const path = join(folder, `${basename(checkpoint)}-${type.name}.gguf`);
  await mkdir(folder, { recursive: true });
  if (!existsSync(path)) await writeGgufModel(checkpoint, type, path);
  return path;
}
