import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

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

/** Instructions that products of small numbers take, newest last, as Linux names them. */
const INSTRUCTIONS = ['avx2', 'avx512f', 'avx_vnni', 'avx512_vnni', 'amx_int8', 'asimddp', 'i8mm'];

/** The processor's name, cores, and which of those instructions it has. */
export function processor(): string {
  const facts = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8').split(/\s+/) : [];
  const known = INSTRUCTIONS.filter((name) => facts.includes(name));
  return [`${cpus().length} cores of ${cpus()[0]!.model}`, ...known].join(', ');
}
