import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackendError } from '../errors.js';
import type { BuildProgress } from './decoder.js';
import type { EngineDtype } from './runner.js';

/** Which graph is to be measured. */
export interface QualityJob {
  /** The checkpoint: a folder in hub layout, or a GGUF file. */
  readonly folder: string;
  readonly hash: string;
  readonly dtype: EngineDtype;
  readonly cacheFolder: string;
  /** The cache keeps the graph, or has it already; else it is built for the time. */
  readonly keepGraph: boolean;
}

export interface TextPerplexity {
  /** Null: no finite number. */
  readonly perplexity: number | null;
  /** Tokens predicted. */
  readonly tokens: number;
}

export type FromQualityHost =
  | { type: 'building'; done: number; total: number }
  | ({ type: 'measured' } & TextPerplexity)
  | { type: 'failed'; message: string };

/** Perplexity of a graph on the text of the checkout, in a process of its own. @throws BackendError saying why not */
export async function measurePerplexity(
  job: QualityJob,
  onBuilding: BuildProgress = () => undefined,
): Promise<TextPerplexity> {
  const entry = new URL(`./quality-host${extname(import.meta.url)}`, import.meta.url);
  const child = fork(fileURLToPath(entry), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  try {
    return await new Promise((resolve, reject) => {
      child.on('message', (message: FromQualityHost) => {
        if (message.type === 'building') onBuilding(message.done, message.total);
        else if (message.type === 'measured') resolve(message);
        else reject(new BackendError(message.message));
      });
      child.once('error', (error) => reject(new BackendError(error.message, { cause: error })));
      child.once('exit', (code, signal) => reject(new BackendError(endOf(code, signal))));
      child.send(job);
    });
  } finally {
    child.kill('SIGKILL');
  }
}

const endOf = (code: number | null, signal: string | null): string =>
  signal === 'SIGKILL'
    ? 'the process that measured it was killed, or out of memory'
    : `the process that measured it ended with ${signal ?? `exit code ${code}`}`;
