import type { RunFlags } from './run-config.js';

/** A word as a POSIX shell takes it. */
const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The command that goes on with a run, to be pasted where the run was started: with what was given beside it. */
export function resumeLine(
  runId: string,
  { out, json }: Pick<RunFlags, 'out' | 'json'>,
  named: readonly (keyof RunFlags)[],
): string {
  const given = [...(named.includes('out') ? ['--out', out] : []), ...(json ? ['--json'] : [])];
  return ['npx', 'streambatch', 'run', '--resume', runId, ...given].map(shellWord).join(' ');
}
