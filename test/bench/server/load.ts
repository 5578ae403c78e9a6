/**
 * `npm run bench:load`: how fast the load client is itself, and how late it stamps. Against a mock server in another
 * process, whose own work between making a token and writing it is in the figure (users' tokens are written one by one), and
 * against a bare source that stamps each event just before its write: what is left there is the client's own error.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { positiveInteger } from '../../../src/cli/arguments.js';
import { driveLoad } from '../../../src/load/drive-load.js';
import { reportLoad } from '../../../src/load/load-report.js';
import { startLocalServer } from '../../../src/load/local-server.js';
import { openServerTarget } from '../../../src/load/server-target.js';
import { percentile } from '../../../src/metrics/statistics/index.js';
import { seededRandom } from '../../../src/workload/random.js';
import { benchCommand, isSmoke, parsed } from '../bench-command.js';

const command = benchCommand(
  'load',
  'How fast the load client is itself, against a mock server in another process.',
)
  .argument('[users]', 'closed loop', positiveInteger, 64)
  .argument('[step]', "the mock's decode step, ms", positiveInteger, 3)
  .argument('[seconds]', 'how long', positiveInteger, 10);
const asked = parsed<[number, number, number]>(command);
const [users, stepMs, seconds] = isSmoke(command) ? [2, 3, 1] : asked;

async function loadOn(url: string): Promise<object> {
  const result = await driveLoad(
    {
      way: 'continuous',
      arrivals: { kind: 'closed', users },
      durationMs: seconds * 1000,
      batchSize: 1,
      drainMs: 10_000,
      requestAt: (n) => ({ promptId: `${n}`, prompt: `user ${n}`, maxNewTokens: 256, forceLength: true }),
      random: seededRandom(1),
    },
    await openServerTarget(url),
    new AbortController().signal,
  );
  const { tokensPerSec, failed, requests, little } = reportLoad(result, {}, null);
  const lags = result.outcomes.flatMap(({ measures }) => measures.delivery_lag_ms ?? []);
  const at = (share: number) => percentile(lags, share)?.value.toFixed(3) ?? 'too few requests';
  return {
    tokensPerSec: Math.round(tokensPerSec),
    requests,
    failed,
    // of the requests' median lags; made and stamped by one clock
    lateMs: { median: at(0.5), p05: at(0.05), p95: at(0.95) },
    littleDifference: little.difference,
  };
}

async function onMockServer(): Promise<object> {
  const server = await startLocalServer({ backend: 'mock', mock: `0,${stepMs}` });
  return loadOn(server.url).finally(server.close);
}

async function onBareSource(): Promise<object> {
  const source = fork(fileURLToPath(new URL('sse-source.ts', import.meta.url)), [`${stepMs}`]);
  const [port] = await once(source, 'message');
  return loadOn(`http://127.0.0.1:${port}`).finally(() => source.disconnect());
}

async function main(): Promise<void> {
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores; ${users} users, a token each ${stepMs} ms`);
  console.log('token made → stamped, through a server:', await onMockServer());
  console.log('event written → stamped, the client alone:', await onBareSource());
}

void main();
