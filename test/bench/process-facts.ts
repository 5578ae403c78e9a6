import { readdirSync, readFileSync } from 'node:fs';

/** A process and its children, oldest first (proc(5); Linux). */
function family(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  return [pid, ...children.map(Number)];
}

/** Resident memory of a process and its children, MiB. */
export function residentMb(pid: number): number {
  const sizes = family(pid).map(
    (one) => /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1],
  );
  return sizes.reduce((sum, kib) => sum + Number(kib), 0) / 1024;
}

/** Open files, sockets and pipes of a process and its children. */
export const handles = (pid: number): number =>
  family(pid).reduce((sum, one) => sum + readdirSync(`/proc/${one}/fd`).length, 0);
