import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { BackendError, InputError } from '../errors.js';

export interface LocalServer {
  readonly url: string;
  readonly pid: number;
  close(): Promise<void>;
}

/**
 * Starts `streambatch serve` in a process of its own, on a free port; it writes no log.
 * @param cli the command line's main file @param execArgv options of Node, for the server and its model's process
 * @throws InputError for an option that `serve` refuses; BackendError
 */
export async function startLocalServer(
  args: readonly string[],
  cli: string = process.argv[1]!,
  execArgv: readonly string[] = process.execArgv,
): Promise<LocalServer> {
  const child = fork(cli, ['serve', '--port', '0', '--no-log', ...args], {
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

/** Reads what the server says on stderr until it names its address. */
function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const url = / at (http:\S+);/.exec(said)?.[1];
      if (url) resolve(url);
    });
    child.once('exit', (code) => {
      const words = said.trim().replace(/^streambatch: /, '') || 'no word';
      // the server's own exit code tells a wrong option from a failure
      reject(code === 2 ? new InputError(words) : new BackendError(`the server did not start: ${words}`));
    });
  });
}
