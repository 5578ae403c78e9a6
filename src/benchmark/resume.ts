import { existsSync } from 'node:fs';
import { InputError } from '../errors.js';
import { withLock } from '../results/lock.js';
import { readLog } from '../results/read.js';
import { describeMachine } from './environment.js';
import { latestUnfinished, manifestPath, type RunManifest, readManifest, writeManifest } from './manifest.js';
import { runsElsewhere, thisProcess } from './process-identity.js';
import { carryOut, now, promptsHash, type RecordedRunOptions } from './recorded-run.js';
import type { RunResult } from './run.js';

/**
 * Goes on with a run that was killed, until it has exactly the rows it planned, none twice.
 * @param runId absent: the latest unfinished run of this log
 * @returns all rows of the run, those measured before included
 * @throws InputError when there is nothing to go on with, or it cannot be the same experiment any more, naming what has
 *   changed; and as `runBenchmark` does
 */
export async function resumeRun(runId: string | undefined, options: RecordedRunOptions): Promise<RunResult> {
  const { path } = options.log;
  const { run_id } = runId === undefined ? latestUnfinished(path) : readManifest(path, runId);
  const resumed = await claim(path, run_id);
  options.onResumable?.(run_id);
  const { rows } = existsSync(path) ? await readLog(path) : { rows: [] };
  return carryOut(
    resumed,
    rows.filter((row) => row.run_id === run_id),
    options,
  );
}

/** Makes the run this process's own: of two that want it at once, one is refused. */
function claim(log: string, runId: string): Promise<RunManifest> {
  return withLock(manifestPath(log, runId), () => {
    const manifest = readManifest(log, runId);
    refuseIfElsewhere(manifest, log);
    refuseIfChanged(manifest);
    const resumed = { ...manifest, resumed_at: [...manifest.resumed_at, now()], process: thisProcess() };
    writeManifest(resumed);
    return resumed;
  });
}

function refuseIfElsewhere({ run_id, process, log: recorded }: RunManifest, log: string): void {
  if (runsElsewhere(process)) {
    throw new InputError(
      `run ${run_id} is still going (process ${process.pid}); wait for it, or end it first`,
    );
  }
  if (recorded !== log) {
    throw new InputError(`run ${run_id} has its rows in ${recorded}, not in ${log}; give --out ${recorded}`);
  }
}

function refuseIfChanged(manifest: RunManifest): void {
  const { run_id, config, machine } = manifest;
  const here = describeMachine();
  const changes = [
    manifest.prompts_hash === promptsHash(config) ? '' : `the prompt file ${config.prompts}`,
    machine.cpuModel === here.cpuModel && machine.cpuCores === here.cpuCores
      ? ''
      : `the CPU (${machine.cpuModel})`,
    machine.gitCommit === here.gitCommit ? '' : `the code (commit ${machine.gitCommit})`,
    machine.node === here.node ? '' : `Node (${machine.node})`,
    ...Object.entries(machine.packages)
      .filter(([name, version]) => version !== (here.packages[name] ?? null))
      .map(([name, version]) => `${name} (${version})`),
  ].filter((change) => change !== '');
  if (changes.length === 0) return;
  throw new InputError(
    `run ${run_id} cannot go on: since then changed ${changes.join(', ')}; start a new run`,
  );
}
