/**
 * `npm run bench:ab [-- --blocks 30 --runs 200 --live 20 --mock 20,5 --at-once 4]`: is the answer of `ab` right? Blocks of one server against itself are recorded
 * once and drawn from for many runs: whatever better or worse one of them says after any block is wrong. Then a proxy makes every
 * gap of B a tenth longer: how often, and how soon, is that found, in runs on recorded blocks and in live ones? The server is ours,
 * with the embedded model unless `--mock` says how fast one of known times is. With several in flight an answer that ends later leaves the
 * others more of a model's machine, which takes back part of the delay; one by one (`--at-once 1`) all of it shows.
 */
import { loadavg } from 'node:os';
import { median } from 'simple-statistics';
import { runAb } from '../../../src/ab/run-ab.js';
import type { Series } from '../../../src/ab/series.js';
import { positiveInteger } from '../../../src/cli/arguments.js';
import { startLocalServer } from '../../../src/load/local-server.js';
import { type Random, seededRandom } from '../../../src/workload/random.js';
import { startSlowProxy } from '../../support/slow-proxy.js';
import { benchCommand, isSmoke, runBench } from '../bench-command.js';
import { type Asked, benchSides, recordBlocks, type Where } from './record.js';
import { type PlayedRun, playRun, THRESHOLD } from './resample.js';
import { syntheticBlocks } from './synthetic.js';

const SLOWER = 'time-per-token worse';
const command = benchCommand(
  'ab',
  'Is the answer of `ab` right? A server against itself, and behind a slow proxy.',
)
  .option('--blocks <n>', 'recorded of each', positiveInteger, 30)
  .option('--runs <n>', 'on recorded blocks', positiveInteger, 200)
  .option('--synthetic <n>', 'runs on simulated blocks', positiveInteger, 10_000)
  .option('--live <n>', 'real runs against the slow proxy', positiveInteger, 20)
  .option('--mock <times>', 'a server of known times in the place of the embedded model, like 20,5')
  .option('--model <id>', 'another model in its place')
  .option('--at-once <n>', 'requests in flight; 1: one by one', positiveInteger, 4);
const asked = command.parse().opts<{
  blocks: number;
  runs: number;
  synthetic: number;
  live: number;
  mock?: string;
  model?: string;
  atOnce: number;
}>();
const { blocks, runs, synthetic, live, mock, model, atOnce } = isSmoke(command)
  ? { blocks: 1, runs: 5, synthetic: 20, live: 1, mock: '1,1', model: undefined, atOnce: 4 }
  : asked;
const work: Asked = isSmoke(command)
  ? { promptLimit: 2, maxNewTokens: 3, atOnce }
  : { promptLimit: 16, maxNewTokens: 32, atOnce };

const share = (count: number, of: number): string =>
  `${count} of ${of} (${((100 * count) / of).toFixed(1)} %)`;
const played = (recorded: readonly Series[], coin: boolean, count: number, random: Random): PlayedRun[] =>
  Array.from({ length: count }, () => playRun(recorded, random, { coin }));

function showNoise(recorded: readonly Series[]): void {
  for (const { metric, blocks } of recorded) {
    const logs = blocks.flatMap((pair) => (pair ? [Math.log(pair.b / pair.a)] : []));
    const [typical, apart] = [median(logs), median(logs.map(Math.abs))].map(percent);
    console.log(`  ${metric}: B typically ${typical} above A; in half of the blocks at most ${apart} apart`);
  }
}

const percent = (log: number): string => `${(100 * Math.expm1(log)).toFixed(1)} %`;

function showFalseClaims(recorded: readonly Series[], count: number, random: Random): void {
  const all = played(recorded, true, count, random);
  const wrong = all.filter(({ claims }) => [...claims.keys()].some((claim) => /better|worse/.test(claim)));
  const ends = median(all.map((one) => one.blocks));
  console.log(
    `  ${share(wrong.length, count)} runs said better or worse of any metric after any block; they ended after ${ends} blocks (median)`,
  );
}

function showFound(runsFound: readonly (number | undefined)[], what: string): void {
  const found = runsFound.filter((block) => block !== undefined);
  const when =
    found.length > 0 ? `, after ${median(found)} blocks (median; ${Math.max(...found)} at most)` : '';
  console.log(`  ${share(found.length, runsFound.length)} ${what} found time per token worse${when}`);
}

/** A run as the command line makes it, ended when time per token is decided, or cannot be. */
async function liveRun(where: Where, seed: number): Promise<number | undefined> {
  const enough = new AbortController();
  const sides = await benchSides(where, work, enough.signal);
  let found: number | undefined;
  await runAb(sides, {
    threshold: THRESHOLD,
    maxMinutes: 3,
    seed,
    signal: enough.signal,
    onBlock: ({ comparisons, blocks }) => {
      const one = comparisons.find(({ metric }) => metric === 'time-per-token');
      if (one?.verdict === 'worse') found = blocks;
      if (one?.standing !== 'open' || isSmoke(command)) enough.abort(new Error('it is known'));
    },
  });
  return found;
}

const load = () =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');

function showSimulated(random: Random): void {
  for (const sigma of [0.02, 0.05, 0.2]) {
    console.log(`Simulated blocks of a server against itself, a spread of ${100 * sigma} %:`);
    showFalseClaims(syntheticBlocks(5000, sigma, random), synthetic, random);
  }
}

runBench(async () => {
  const random = seededRandom(1);
  showSimulated(random);
  const server = await startLocalServer(mock ? { backend: 'mock', mock } : { ...(model && { model }) });
  const [even, slow] = await Promise.all([1, 1.1].map((stretch) => startSlowProxy(server.url, stretch)));
  try {
    console.log(`${blocks} blocks of a server against itself, the load of the machine ${load()}:`);
    const same = await recordBlocks({ a: even!.url, b: even!.url }, work, blocks, random);
    showNoise(same);
    showFalseClaims(same, runs, random);
    console.log(`${blocks} blocks against the same with every gap a tenth longer, load ${load()}:`);
    const slower = await recordBlocks({ a: even!.url, b: slow!.url }, work, blocks, random);
    showNoise(slower);
    showFound(
      played(slower, false, runs, random).map(({ claims }) => claims.get(SLOWER)),
      'runs on these',
    );
    const found: (number | undefined)[] = [];
    for (let seed = 1; seed <= live; seed++) found.push(await liveRun({ a: even!.url, b: slow!.url }, seed));
    showFound(found, 'live runs');
    console.log(`  load at the end ${load()}`);
  } finally {
    await Promise.all([even!.close(), slow!.close(), server.close()]);
  }
});
