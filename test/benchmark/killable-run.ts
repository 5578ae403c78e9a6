/**
 * A benchmark in a process of its own, that is killed with -9 when it reports its n-th request: killable-run.ts LOG PROMPTS
 * N [RUN_ID]. It does so itself: a killer outside would come later the busier the machine, or too late.
 */
import { spawnBackend } from '../../src/backends/process/process-backend.js';
import { parseConfig } from '../../src/benchmark/config.js';
import { type RecordedRunOptions, startRun } from '../../src/benchmark/recorded-run.js';
import { resumeRun } from '../../src/benchmark/resume.js';
import { openLog } from '../../src/results/log.js';

const [path, prompts, n, runId] = process.argv.slice(2);
let reports = 0;

const config = parseConfig({
  backend: { backend: 'mock', mock: { prefillMs: 1, decodeMs: 1 } },
  prompts,
  ways: ['stream', 'batch'],
  batchSizes: [2],
  maxNewTokens: 4,
  repeats: 2,
});

async function run(): Promise<void> {
  const options: RecordedRunOptions = {
    log: await openLog(path!),
    launch: (spec, signal) => spawnBackend(spec, { signal }),
    onProgress: () => {
      if (++reports === Number(n)) process.kill(process.pid, 'SIGKILL');
    },
  };
  await (runId ? resumeRun(runId, options) : startRun(config, options));
}

run().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
