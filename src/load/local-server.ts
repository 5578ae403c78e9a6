import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackendError, InputError } from '../errors.js';
import { optionName } from '../option-name.js';

/**
 * Options of `streambatch serve`, by their long names: `{ backend: 'mock', mock: '20,5', maxBatch: 8 }`. A list is an option
 * that is given again and again; any other object is JSON.
 */
export type ServeOptions = Readonly<Record<string, string | number | boolean | object | undefined>>;

/** A server in a process of its own. */
export interface LocalServer {
  /** Where it answers, like `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly pid: number;
  /** Lets the requests in flight end, and resolves when the process has ended. */
  close(): Promise<void>;
}

/** What a `serve` that was forked tells its parent, once. */
export type ServeMessage =
  | { readonly type: 'serving'; readonly url: string }
  | { readonly type: 'failed'; readonly isInput: boolean; readonly message: string };

/** How much of what the server says is kept for the case that it ends without a message, characters. */
const LAST_WORDS = 2000;

/**
 * Starts `streambatch serve` in a process of its own, on a free port of this machine; it writes no log, and ends with
 * this process.
 * @param options what is served; absent: the embedded model @param execArgv options of Node for the server's process
 * @throws InputError for an option that `serve` refuses, in its words; BackendError where the server does not start
 * @example
 * ```ts
 * import { openServerTarget, startLocalServer } from 'streambatch';
 *
 * const server = await startLocalServer({ backend: 'mock', schedulers: 'continuous,static' });
 * const { info } = await openServerTarget(server.url);
 * info.schedulers; // → ['continuous', 'static']
 * await server.close();
 * ```
 */
export async function startLocalServer(
  options: ServeOptions = {},
  execArgv: readonly string[] = process.execArgv,
): Promise<LocalServer> {
  const cli = fileURLToPath(new URL(`../cli${extname(import.meta.url)}`, import.meta.url));
  const child = fork(cli, ['serve', '--port', '0', '--no-log', ...commandLine(options)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [...execArgv],
  });
  const url = await urlOf(child);
  return {
    url,
    pid: child.pid!,
    async close() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** `{ maxBatch: 8, largePages: true }`: --max-batch 8 --large-pages. */
function commandLine(options: ServeOptions): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const option = optionName(name);
    if (value === undefined || value === false) return [];
    if (value === true) return [option];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.flatMap((one) => [option, typeof one === 'object' ? JSON.stringify(one) : String(one)]);
  });
}

/** Waits for the one message of a server: where it is, or why it is not. */
function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let lastWords = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-LAST_WORDS);
    });
    child.once('message', (message: ServeMessage) => {
      if (message.type === 'serving') resolve(message.url);
      else reject(message.isInput ? new InputError(message.message) : notStarted(message.message));
    });
    child.once('error', (cause) => reject(notStarted(cause.message, { cause })));
    child.once('close', (code, signal) => {
      const how = signal ? `signal ${signal}` : `exit code ${code}`;
      reject(notStarted(`${how}, its last words: ${lastWords.trim() || 'none'}`));
    });
  });
}

const notStarted = (why: string, options?: ErrorOptions): BackendError =>
  new BackendError(`the server did not start: ${why}`, options);
