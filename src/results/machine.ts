import { arch, cpus, platform } from 'node:os';

function describe(): string {
  const processors = cpus();
  return `${processors[0]?.model.trim() ?? 'unknown CPU'}, ${processors.length} cores, ${platform()} ${arch()}`;
}

let name: string | undefined;

/** What tells this machine from one of another speed: CPU, cores, platform. Asked for once, since asking is slow. */
export const machineName = (): string => {
  name ??= describe();
  return name;
};
