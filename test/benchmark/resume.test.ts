import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type BenchmarkConfig, parseConfig } from '../../src/benchmark/config.js';
import { type RunManifest, readManifest, writeManifest } from '../../src/benchmark/manifest.js';
import { startRun } from '../../src/benchmark/recorded-run.js';
import { resumeRun } from '../../src/benchmark/resume.js';
import type { Launch } from '../../src/benchmark/trial.js';
import { BackendError, InputError } from '../../src/errors.js';
import { HEADER_LINE } from '../../src/results/header.js';
import { openLog } from '../../src/results/log.js';
import { readLog } from '../../src/results/read.js';
import { ageLock } from '../support/children.js';
import { fc } from '../support/fast-check.js';
import { rejection } from '../support/rejection.js';
import { inScratch } from '../support/scratch.js';
import { launchInstant } from './instant-backend.js';

const PROMPTS = ['p1', 'p2', 'p3', 'p4', 'p5'];
/** Two cells, two blocks, five prompts, of which one is asked again to fill the last batch of 2. */
const ASKED = [...PROMPTS, 'again'];
const PLANNED = ['stream-sequential-1', 'batch-static-2']
  .flatMap((cell) => [0, 1].flatMap((block) => ASKED.map((_, index) => `${cell}/${block} #${index}`)))
  .sort();

function writePrompts(folder: string): string {
  const path = join(folder, 'prompts.csv');
  writeFileSync(
    path,
    `id,category,prompt\n${PROMPTS.map((id) => `${id},,"say ""${id}"",\nplease"`).join('\n')}\n`,
  );
  return path;
}

const configFor = (prompts: string): BenchmarkConfig =>
  parseConfig({
    backend: { backend: 'mock' },
    prompts,
    ways: ['stream', 'batch'],
    batchSizes: [2],
    maxNewTokens: 4,
    repeats: 2,
  });

const options = async (path: string) => ({
  log: await openLog(path, { warn: () => undefined }),
  launch: launchInstant,
});

async function loggedRequests(path: string): Promise<string[]> {
  const { rows, problems } = await readLog(path);
  assert.equal(problems, []);
  return rows.map((row) => `${row.trial_id} #${row.request_index}`).sort();
}

test('a run leaves a manifest of what it was and where', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const { runId, rows } = await startRun(configFor(writePrompts(folder)), await options(path));
    const manifest = readManifest(path, runId);
    assert.ok(manifest.finished_at! >= manifest.started_at);
    assert.is(manifest.model!.modelId, 'mock');
    assert.is(manifest.machine.node, process.version);
    assert.is(manifest.config_hash, rows[0]!.config_hash);
    assert.is(manifest.config.seed, 1);
    assert.equal(await loggedRequests(path), PLANNED);
  }));

test('killed at any byte of the log, it resumes to exactly the planned rows', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const config = configFor(writePrompts(folder));
    const { runId } = await startRun(config, await options(path));
    const whole = readFileSync(path);
    const finished = readManifest(path, runId);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: HEADER_LINE.length + 1, max: whole.length }), async (bytes) => {
        writeFileSync(path, whole);
        truncateSync(path, bytes);
        writeManifest({ ...finished, finished_at: null });
        const { rows } = await resumeRun(undefined, await options(path));
        assert.is(rows.length, PLANNED.length);
        assert.equal(await loggedRequests(path), PLANNED);
        assert.ok(readManifest(path, runId).finished_at !== null);
      }),
      { numRuns: 30 },
    );
  }));

const manifestsOf = (path: string): RunManifest[] => {
  const folder = join(dirname(path), 'runs');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .map((name) => readManifest(path, name.replace('.json', '')))
    .filter((manifest) => manifest.log === path);
};

const dies: Launch = async () => {
  throw new BackendError('no such model');
};

test('a run that dies before its first row leaves no manifest and no log: there is nothing to resume', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const failing = { ...(await options(path)), launch: dies };
    await rejection(startRun(configFor(writePrompts(folder)), failing));
    assert.equal([manifestsOf(path), existsSync(path)], [[], false]);
    assert.match((await rejection(resumeRun(undefined, await options(path)))).message, 'nothing to resume');
  }));

test('the manifest is there before the rows: killed between the two, the run starts at its beginning', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const { log, launch } = await options(path);
    const full = { ...log, append: () => Promise.reject(new Error('killed')) };
    let told = '';
    await rejection(
      startRun(configFor(writePrompts(folder)), {
        log: full,
        launch,
        onResumable: (id) => {
          told = id;
        },
      }),
    );
    assert.equal(
      manifestsOf(path).map(({ run_id, model }) => [run_id, model?.modelId]),
      [[told, 'mock']],
    );
    assert.not(existsSync(path));
    const { runId } = await resumeRun(undefined, await options(path));
    assert.is(runId, told);
    assert.equal(await loggedRequests(path), PLANNED);
  }));

test('a manifest whose model was never loaded, as earlier versions left them, is not the latest; by its name it goes', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const config = configFor(writePrompts(folder));
    const { runId } = await startRun(config, await options(path));
    const manifest = readManifest(path, runId);
    writeManifest({ ...manifest, finished_at: null });
    writeManifest({ ...manifest, run_id: 'z', started_at: '9999', finished_at: null, model: null });
    assert.is((await resumeRun(undefined, await options(path))).runId, runId);
    assert.match((await rejection(resumeRun(undefined, await options(path)))).message, 'nothing to resume');
    assert.is((await resumeRun('z', await options(path))).rows.length, PLANNED.length);
  }));

test('of two runs into one log, the one that still goes on is left alone', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const { runId } = await startRun(configFor(writePrompts(folder)), await options(path));
    const manifest = { ...readManifest(path, runId), finished_at: null };
    writeManifest(manifest);
    const going = { pid: process.ppid, started: null };
    writeManifest({ ...manifest, run_id: 'later', started_at: '9999', process: going });
    assert.is((await resumeRun(undefined, await options(path))).runId, runId);
    assert.match(
      (await rejection(resumeRun(undefined, await options(path)))).message,
      'run later is still going',
    );
  }));

test('a run is resumed into its own log only', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const { runId } = await startRun(configFor(writePrompts(folder)), await options(path));
    const error = await rejection(resumeRun(runId, await options(join(folder, 'other.csv'))));
    assert.match(error.message, `has its rows in ${path}, not in ${join(folder, 'other.csv')}; give --out`);
  }));

const KILLABLE = fileURLToPath(new URL('killable-run.ts', import.meta.url));

/** Runs the benchmark in a process that is killed with -9 when it reports its n-th request; true: it was. */
async function runUntilKilled(path: string, prompts: string, n: number, runId?: string): Promise<boolean> {
  const args = [path, prompts, String(n), ...(runId ? [runId] : [])];
  const child = spawn(process.execPath, ['--import', 'tsx', KILLABLE, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = await once(child, 'close');
  assert.ok(code === 0 || signal === 'SIGKILL', `exit code ${code}`);
  return signal === 'SIGKILL';
}

test('killed with -9 again and again, it ends with exactly the planned rows', () =>
  inScratch(async (folder) => {
    const prompts = writePrompts(folder);
    const config = configFor(prompts);
    // Reports: one when a trial starts, one per request served.
    for (const kills of [[1, 5], [6, 6, 6], [12, 2], [24]]) {
      const path = join(folder, `${kills.join('-')}.csv`);
      let killed = 0;
      let runId: string | undefined;
      for (const n of kills) {
        if (await runUntilKilled(path, prompts, n, runId)) killed++;
        ageLock(path);
        runId = manifestsOf(path)[0]?.run_id;
      }
      assert.is(killed, kills.length);
      if (runId === undefined) await startRun(config, await options(path));
      else if (readManifest(path, runId).finished_at === null) await resumeRun(runId, await options(path));
      assert.equal(await loggedRequests(path), PLANNED);
    }
  }));

test('what can no longer be the same experiment is refused, naming what changed', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const prompts = writePrompts(folder);
    const { runId } = await startRun(configFor(prompts), await options(path));
    assert.match((await rejection(resumeRun(undefined, await options(path)))).message, 'nothing to resume');
    assert.match(
      (await rejection(resumeRun('no-such-run', await options(path)))).message,
      'no run no-such-run',
    );

    const manifest = { ...readManifest(path, runId), finished_at: null };
    writeManifest({ ...manifest, model: { ...manifest.model!, modelHash: 'other files' }, log: path });
    truncateSync(path, HEADER_LINE.length + 1);
    assert.match(
      (await rejection(resumeRun(runId, await options(path)))).message,
      'started with model files other files',
    );

    writeManifest({
      ...manifest,
      machine: { ...manifest.machine, node: 'v1.2.3', cpuCores: 1000, gitCommit: 'abc' },
    });
    writeFileSync(prompts, 'id,category,prompt\nnew,,new\n');
    const error = await rejection(resumeRun(runId, await options(path)));
    assert.instance(error, InputError);
    for (const change of ['prompt file', 'the CPU', 'the code (commit abc)', 'Node (v1.2.3)'])
      assert.match(error.message, change);
  }));

test('a run that is still going is not run twice', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    const { runId } = await startRun(configFor(writePrompts(folder)), await options(path));
    const manifest = readManifest(path, runId);
    writeManifest({ ...manifest, finished_at: null, process: { pid: process.ppid, started: null } });
    assert.match(
      (await rejection(resumeRun(runId, await options(path)))).message,
      `still going (process ${process.ppid})`,
    );
  }));

test.run();
