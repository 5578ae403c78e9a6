import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { asError, InputError } from '../errors.js';
import { explained } from '../explain-issue.js';
import { instrumentOffset } from '../results/instrument.js';
import { benchmarkConfig } from './config.js';
import { runsElsewhere } from './process-identity.js';

/** What it takes to understand and repeat a run: one JSON file per run in `runs/`, beside the log. */
const runManifest = z.object({
  /** Version 1 knew nothing of the instrument. */
  manifest_version: z.literal([1, 2]).transform(() => 2 as const),
  run_id: z.string(),
  /** The log that holds its rows. */
  log: z.string(),
  started_at: z.string(),
  resumed_at: z.array(z.string()),
  /** Null while the run goes on, and for ever if it was killed. */
  finished_at: z.string().nullable(),
  /** The process that runs it, with its start time, so that a dead one is not taken for another of the same number. */
  process: z.object({ pid: z.number(), started: z.string().nullable() }),
  config: benchmarkConfig,
  config_hash: z.string(),
  /** SHA-256 of the prompt file. */
  prompts_hash: z.string(),
  /** What the backend says of itself: model and file hash, dtype, threads, versions. */
  model: z.looseObject({ modelId: z.string(), modelHash: z.string().nullable() }).nullable(),
  /** `describeMachine()` at the start: versions, git commit, CPU, governor, memory, load average … */
  machine: z.looseObject({
    node: z.string(),
    cpuModel: z.string().nullable(),
    cpuCores: z.number(),
    packages: z.record(z.string(), z.string().nullable()),
    gitCommit: z.string().nullable(),
  }),
  load_average_after: z.array(z.number()).nullable(),
  /** How late tokens are stamped, measured at the start; null where it was not. */
  instrument: instrumentOffset.nullable().default(null),
});
export type RunManifest = z.infer<typeof runManifest>;

const manifestFolder = (log: string): string => join(dirname(log), 'runs');

export const manifestPath = (log: string, runId: string): string =>
  join(manifestFolder(log), `${runId}.json`);

/** Writes a manifest in one step: a reader sees the old one or the new one. */
export function writeManifest(manifest: RunManifest): string {
  const path = manifestPath(manifest.log, manifest.run_id);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(`${path}.new`, path);
  return path;
}

/** @throws InputError when there is no such run, or its file was damaged. */
export function readManifest(log: string, runId: string): RunManifest {
  const path = manifestPath(log, runId);
  if (!existsSync(path)) {
    throw new InputError(
      `no run ${runId}: there is no ${path}; \`run --resume\` alone takes the latest unfinished run`,
    );
  }
  const refuse = (why: string, options?: ErrorOptions) =>
    new InputError(`${path} is not a manifest of this version of streambatch: ${why}`, options);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw refuse(asError(cause).message, { cause });
  }
  const parsed = runManifest.safeParse(json);
  if (parsed.success) return parsed.data;
  throw refuse(explained(parsed.error.issues[0]!, json));
}

/**
 * Of the runs into this log that have not finished and are not under way, the one started last. One whose model was
 * never loaded (versions before 2 of the log left such) cannot be gone on with, and is passed over.
 */
export function latestUnfinished(log: string): RunManifest {
  const folder = manifestFolder(log);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const unfinished = files
    .map((name) => readManifest(log, name.replace(/\.json$/, '')))
    .filter((one) => one.log === log && one.finished_at === null && one.model !== null)
    .sort((a, b) => b.started_at.localeCompare(a.started_at));
  const latest = unfinished.find((one) => !runsElsewhere(one.process)) ?? unfinished[0];
  if (latest) return latest;
  throw new InputError(`nothing to resume: ${log} has no unfinished run; start one with \`run\``);
}
