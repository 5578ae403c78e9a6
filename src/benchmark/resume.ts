import { InputError } from '../errors.js';
import { readLog } from '../results/read.js';
import { describeMachine } from './environment.js';
import { latestUnfinished, type RunManifest, readManifest } from './manifest.js';
import { isAlive, thisProcess } from './process-identity.js';
import { carryOut, now, promptsHash, type RecordedRunOptions } from './recorded-run.js';
import type { RunResult } from './run.js';

/**
 * Goes on with a run that was killed, until it has exactly the rows it planned, none twice.
 * @param runId absent: the latest unfinished run of this log
 * @throws InputError when it cannot be the same experiment any more, naming what has changed.
 */
export async function resumeRun(runId: string | undefined, options: RecordedRunOptions): Promise<RunResult> {
  const { path } = options.log;
  const manifest = runId === undefined ? latestUnfinished(path) : readManifest(path, runId);
  refuseIfChanged(manifest);
  const { rows } = await readLog(path);
  const resumed = { ...manifest, resumed_at: [...manifest.resumed_at, now()], process: thisProcess() };
  return carryOut(
    resumed,
    rows.filter((row) => row.run_id === manifest.run_id),
    options,
  );
}

function refuseIfChanged(manifest: RunManifest): void {
  const { run_id, config, machine } = manifest;
  if (manifest.process.pid !== process.pid && isAlive(manifest.process)) {
    throw new InputError(
      `run ${run_id} is still going (process ${manifest.process.pid}); wait for it, or end it first`,
    );
  }
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
