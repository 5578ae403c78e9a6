/** `npm run bench:load`: how fast the load client is itself, against a mock server in another process. */
import { join } from 'node:path';
import { checkoutRoot } from '../../src/checkout.mjs';
import { startLocalServer } from '../../src/cli/local-server.js';
import { reportLoad } from '../../src/http/load/report.js';
import { runLoad } from '../../src/http/load/run.js';
import { openServerTarget } from '../../src/http/load/server-target.js';
import { percentile } from '../../src/metrics/statistics/index.js';
import { seededRandom } from '../../src/workload/random.js';

const [users = 64, stepMs = 3, seconds = 10] = process.argv.slice(2).map(Number);

async function main(): Promise<void> {
  const args = ['--backend', 'mock', '--mock', `0,${stepMs}`];
  const server = await startLocalServer(args, join(checkoutRoot, 'src', 'cli.ts'));
  const target = await openServerTarget(server.url);
  const result = await runLoad(
    {
      way: 'continuous',
      arrivals: { kind: 'closed', users },
      durationMs: seconds * 1000,
      batchSize: 1,
      drainMs: 10_000,
      requestAt: (n) => ({ promptId: `${n}`, prompt: `user ${n}`, maxNewTokens: 256, forceLength: true }),
      random: seededRandom(1),
    },
    target,
    new AbortController().signal,
  );
  await server.close();
  const { tokensPerSec, failed, requests, little } = reportLoad(result, {}, null);
  const lags = result.outcomes.map(({ measures }) => measures.delivery_lag_ms!);
  // Emitted in the server's process, stamped in this one, by the same clock: an upper bound of the stamping error.
  const lag = percentile(lags, 0.5)!.value;
  console.log(
    JSON.stringify(
      { users, stepMs, requests, failed, tokensPerSec, medianStampingErrorMs: lag, little },
      null,
      2,
    ),
  );
}

void main();
