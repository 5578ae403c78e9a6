import { readFileSync } from 'node:fs';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string | null;
}

/** When a process started, in ticks since boot (field 22 of /proc/<pid>/stat); null where that is not told, or it has ended (state Z). */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? null : (fields[18] ?? null);
  } catch {
    return null; // gone, or not Linux
  }
}

function isAlive({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return started === null || startOf(pid) === started;
}

/** Another process, and it still runs. */
export const runsElsewhere = (identity: ProcessIdentity): boolean =>
  identity.pid !== process.pid && isAlive(identity);

export const thisProcess = (): ProcessIdentity => ({ pid: process.pid, started: startOf(process.pid) });
