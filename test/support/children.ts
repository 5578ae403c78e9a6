import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, utimesSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What `startWriter` runs. */
export const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url));

export function startWriter(
  path: string,
  name: string,
  appends: number,
  rowsPerAppend: number,
): ChildProcess {
  const args = ['--import', 'tsx', WRITER, path, name, String(appends), String(rowsPerAppend)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Appends the child has reported done when it is killed, which happens right after the n-th. */
export async function killAfter(child: ChildProcess, n: number): Promise<number> {
  let done = 0;
  const closed = once(child, 'close');
  for await (const _ of createInterface({ input: child.stdout! })) if (++done === n) child.kill('SIGKILL');
  await closed;
  return done;
}

/** What time does to the lock of a killed writer: makes it stale. Only for when its holder is known to be dead. */
export function ageLock(path: string): void {
  const lock = `${path}.lock`;
  if (existsSync(lock)) utimesSync(lock, 0, 0);
}
