/**
 * `npm run bench:mixed [-- --only "ours int8|transformers.js int8 gqa.*16" --requests 64 --rounds 3 --limit 120]`: requests
 * with prompts of 16–256 tokens and outputs of 8–256, all submitted at once, on SmolLM2-135M-Instruct
 * (`real-weights.ts`): continuous batching here and in node-llama-cpp against static batches of transformers.js; whoever no
 * longer has the model is left out (`accuracy/admission.ts`). `--only` is a regular expression of names: the peers take
 * half a minute and more a round with 32 requests. `--since 2026-11-24T16` makes the table of all that was measured since.
 */
import Table from 'cli-table3';
import { validityWatch } from '../../../src/benchmark/validity/watch.js';
import { positiveInteger } from '../../../src/cli/arguments.js';
import { groups } from '../../../src/group-by.js';
import { admitted } from '../accuracy/admission.js';
import { benchCommand, isSmoke, regularExpression, runBench } from '../bench-command.js';
import { intervalText, lowest, type Pick, ratioOf, spread, verdictOn } from './comparison.js';
import { type MixedResult, mixedWorkload, warmUpMixed } from './mixed-workload.js';
import { type MixedParticipant, mixedParticipants, SMOKE_NOTE, smokeParticipant } from './participants.js';
import { inRounds, watched } from './rounds.js';
import { keepTurn, keptTurns, type Turn, undisturbed } from './turns.js';

/** One participant, once; `result` is null when it took longer than the limit. */
interface MixedTurn extends Turn {
  readonly participant: string;
  readonly side: MixedParticipant['side'];
  readonly requests: number;
  readonly limitS: number;
  readonly peakMemoryMb: number | null;
  readonly result: MixedResult | null;
}
type CompleteTurn = MixedTurn & { readonly result: MixedResult };

const KEPT = 'mixed-smollm2';
const TARGETS = { usefulTokensPerSec: 4, p95TtftMs: 1 };

interface Options {
  readonly only: RegExp;
  readonly requests: number;
  readonly rounds: number;
  readonly limit: number;
  readonly since?: string;
}
const command = benchCommand(
  'mixed',
  'Requests of mixed lengths, all at once: our engine against its peers on equal weights.',
)
  .option('--only <regexp>', 'participants by name', regularExpression, /(?:)/)
  .option('--requests <n>', 'how many', positiveInteger, 32)
  .option('--rounds <n>', 'turns of each participant', positiveInteger, 3)
  .option('--limit <s>', 'most time of a turn, s', positiveInteger, 120)
  .option('--since <time>', 'measure nothing: the table of all that was kept since, as 2026-11-24T16')
  .parse();
const options = command.opts<Options>();

async function measure(
  participants: readonly MixedParticipant[],
  { requests, limit: limitS, rounds }: Omit<Options, 'only'>,
  keep: (turn: MixedTurn) => Promise<void>,
): Promise<MixedTurn[]> {
  const run = new Date().toISOString();
  const watch = validityWatch();
  const turns: MixedTurn[] = [];
  await inRounds(participants, rounds, warmUpMixed, async ({ name, side, batchSize }, backend, round) => {
    const measured = await watched(backend, watch, () =>
      mixedWorkload(backend, requests, batchSize ?? requests, 1000 * limitS),
    );
    const turn = { run, round, participant: name, side, requests, limitS, ...measured };
    turns.push(turn);
    await keep(turn);
    const { result } = measured;
    process.stderr.write(
      `${name}: ${result ? `${(result.makespanMs / 1000).toFixed(1)} s` : `> ${limitS} s`}\n`,
    );
  });
  return turns;
}

const throughputOf: Pick<CompleteTurn> = ({ result }) => result.usefulTokensPerSec;
const slownessOf: Pick<CompleteTurn> = ({ result }) => 1 / result.usefulTokensPerSec;
const ttftOf: Pick<CompleteTurn> = ({ result }) => result.p95TtftMs;

function show(turns: readonly MixedTurn[]): void {
  const head = ['', 'useful tok/s', 'p95 TTFT, s', 'all done, s', 'computed per useful', 'peak MiB'];
  const table = new Table({ head });
  for (const own of groups(turns, ({ participant }) => participant)) table.push(row(own));
  console.log(`\n${turns[0]!.requests} requests at once: medians of rounds (range)\n${table}`);
  const done = complete(turns);
  const ours = done.filter(({ side }) => side === 'ours');
  if (ours.length > 0) console.log(againstPeers(lowest(ours, slownessOf), turns).toString());
}

function row(own: readonly MixedTurn[]): string[] {
  const { participant, limitS } = own[0]!;
  const done = complete(own);
  const peak = Math.max(...own.map(({ peakMemoryMb }) => peakMemoryMb ?? Number.NaN)).toFixed(0);
  if (done.length < own.length) return [participant, '', '', `> ${limitS}`, '', peak];
  return [
    participant,
    spread(done.map(throughputOf), 0),
    spread(
      done.map((turn) => ttftOf(turn) / 1000),
      1,
    ),
    spread(
      done.map(({ result }) => result.makespanMs / 1000),
      1,
    ),
    done[0]!.result.computedPerUseful.toFixed(2),
    peak,
  ];
}

/** Ours at its fastest against every peer: times its useful tokens/s, and its p95 TTFT over ours. */
function againstPeers(ours: readonly CompleteTurn[], turns: readonly MixedTurn[]): Table.Table {
  const targets = Object.values(TARGETS).map((target) => `at least ${target}`);
  const head = [`${ours[0]!.participant} against`, 'useful tok/s', targets[0]!, 'p95 TTFT', targets[1]!];
  const table = new Table({ head });
  for (const own of groups(turns, ({ participant }) => participant)) {
    const { participant, side } = own[0]!;
    const done = complete(own);
    if (side === 'ours' || done.length < own.length) continue;
    const faster = ratioOf(ours, done, throughputOf);
    const sooner = ratioOf(done, ours, ttftOf);
    if (!faster || !sooner) continue;
    const verdicts =
      side === 'transformers.js'
        ? [verdictOn(faster, TARGETS.usefulTokensPerSec), verdictOn(sooner, TARGETS.p95TtftMs)]
        : ['', ''];
    table.push([participant, intervalText(faster), verdicts[0]!, intervalText(sooner), verdicts[1]!]);
  }
  return table;
}

const complete = (turns: readonly MixedTurn[]): CompleteTurn[] =>
  turns.filter((turn): turn is CompleteTurn => turn.result !== null);

async function allTurns(): Promise<MixedTurn[]> {
  if (options.since) return keptTurns<MixedTurn>(KEPT, options.since);
  return measure(await admitted(mixedParticipants(options.only)), options, (turn) => keepTurn(KEPT, turn));
}

/** Two requests to one participant, once, not kept. */
async function smoke(): Promise<void> {
  const least = { requests: 2, rounds: 1, limit: 120 };
  show(await measure([smokeParticipant], least, async () => undefined));
  console.log(SMOKE_NOTE);
}

async function main(): Promise<void> {
  if (isSmoke(command)) return smoke();
  const turns = await allTurns();
  const { calm, note } = undisturbed(turns);
  console.log(note);
  for (const own of groups(calm, ({ requests }) => `${requests}`)) show(own);
}

runBench(main);
