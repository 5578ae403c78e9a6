import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackendError } from '../../errors.js';
import type { Backend, BackendInfo } from '../../generation.js';
import type { OnProgress } from '../load-progress.js';
import type { BackendSpec } from '../spec.js';
import { ChildBackend } from './child-backend.js';
import { onMessage, tell } from './child-messages.js';
import { fromWire } from './messages.js';

/** A backend whose model runs in a process of its own, so that this one's clock and event loop stay free. */
export interface ProcessBackend extends Backend {
  /** Number of the process, for `watchMemory`. */
  readonly pid: number;
  /** Fulfilled with a sentence when the process has ended. */
  readonly ended: Promise<string>;
  /** Ends the process at once; fulfilled when it is gone. */
  kill(): Promise<void>;
}

/** How a backend gets its process. */
export interface SpawnOptions {
  /** Told of downloads and of graphs that are built. */
  readonly onProgress?: OnProgress;
  /** Aborting it kills the process, whatever it does. */
  readonly signal?: AbortSignal;
  /** Environment variables of the process, besides this one's. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How much of the process's own output is kept for an error message, characters. */
const LAST_WORDS = 2000;

/**
 * Starts a fresh process, loads the backend in it and waits until it is ready.
 * @throws InputError or BackendError as the backend's own loading does; BackendError when the process dies.
 * @example
 * ```ts
 * import { backendSpec, complete, spawnBackend } from 'streambatch';
 *
 * const backend = await spawnBackend(backendSpec.parse({ backend: 'mock' }));
 * const { finish } = await complete(
 *   backend.submit([{ id: 'a', prompt: 'Hello', maxNewTokens: 2, forceLength: true }])[0]!,
 * );
 * finish.reason; // → 'length'
 * await backend.close();
 * await backend.ended; // "exit code 0"
 * ```
 */
export function spawnBackend(spec: BackendSpec, options: SpawnOptions = {}): Promise<ProcessBackend> {
  const entry = new URL(`./host${extname(import.meta.url)}`, import.meta.url);
  const env = spec.engine?.largePages ? { ...largePages(process.env), ...options.env } : options.env;
  return spawnHost(entry, spec, { ...options, env });
}

/** The environment of a process that is to have them: glibc asks for them from its start on; what is no glibc ignores it. */
export function largePages({ GLIBC_TUNABLES = '' }: NodeJS.ProcessEnv): Record<string, string> {
  const others = GLIBC_TUNABLES.split(':').filter((tunable) => tunable !== '');
  return { GLIBC_TUNABLES: ['glibc.malloc.hugetlb=1', ...others].join(':') };
}

/** As `spawnBackend`, of a backend that another entry point hosts (`hostBackend`), whatever its spec. */
export async function spawnHost<Spec>(
  entry: URL,
  spec: Spec,
  { onProgress = () => undefined, signal, env = {} }: SpawnOptions = {},
): Promise<ProcessBackend> {
  const child = fork(fileURLToPath(entry), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
    signal,
    killSignal: 'SIGKILL',
  });
  const ended = describeEnd(child);
  const info = await new Promise<BackendInfo>((resolve, reject) => {
    onMessage(child, (message) => {
      if (message.type === 'progress') onProgress(message.progress);
      else if (message.type === 'ready') resolve(message.info);
      else if (message.type === 'refused') reject(fromWire(message.error));
    });
    void ended.then((how) => reject(new BackendError(`the model process ended while loading: ${how}`)));
    tell<Spec>(child, { type: 'load', spec });
  }).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  child.removeAllListeners('message'); // what loading listened for: every message would pass it in vain
  return new ChildBackend(child, info, ended);
}

async function describeEnd(child: ChildProcess): Promise<string> {
  let lastWords = '';
  for (const output of [child.stdout!, child.stderr!]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-LAST_WORDS);
    });
  }
  child.on('error', (error) => {
    lastWords += error.message;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (...how) => resolve(how));
  });
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  const hint = signal === 'SIGKILL' ? ' (killed, or out of memory)' : '';
  return `${how}${hint}${lastWords ? `; it said: ${lastWords.trim().split('\n').at(-1)}` : ''}`;
}
