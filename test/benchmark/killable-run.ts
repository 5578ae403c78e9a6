/** A benchmark in a process of its own, for the tests to kill: killable-run.ts LOG PROMPTS [RUN_ID]. Prints a line per request served. */
import { spawnBackend } from '../../src/backends/process.js';
import { parseConfig } from '../../src/benchmark/config.js';
import { type RecordedRunOptions, startRun } from '../../src/benchmark/recorded-run.js';
import { resumeRun } from '../../src/benchmark/resume.js';
import { openLog } from '../../src/results/log.js';

const [path, prompts, runId] = process.argv.slice(2);

const config = parseConfig({
  backend: { backend: 'mock', mock: { prefillMs: 1, decodeMs: 1 } },
  prompts,
  modes: ['stream', 'batch'],
  batchSizes: [2],
  maxNewTokens: 4,
  repeats: 2,
});

async function run(): Promise<void> {
  const options: RecordedRunOptions = {
    log: await openLog(path!),
    launch: (spec, signal) => spawnBackend(spec, { signal }),
    onProgress: ({ servedRequests }) => console.log(servedRequests),
  };
  await (runId ? resumeRun(runId, options) : startRun(config, options));
}

run().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
