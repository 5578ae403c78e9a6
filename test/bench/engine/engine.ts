/**
 * `npm run bench:engine [-- --cells 1x32,8x1000x80 --only "ours|llama" --dtypes int8,int4 --rounds 5]`: our engine against
 * transformers.js and node-llama-cpp on SmolLM2-135M-Instruct (`real-weights.ts`): same weights, same prompts, one process
 * at a time; the two others as they come, ours with large pages. What its form of the weights costs stands beside each
 * one's speed, and whoever no longer has the model is left out (`accuracy/admission.ts`). A cell is REQUESTSxPROMPT[xNEW];
 * `--only` is a regular expression of names. Everything takes some 30 minutes: parts may be run one by one, and
 * `--since 2026-11-24T16` then makes the tables of all that was measured since.
 */

import { positiveInteger } from '../../../src/cli/arguments.js';
import { groups } from '../../../src/group-by.js';
import { openCheckpoint } from '../../../src/model/open-checkpoint.js';
import type { EngineDtype } from '../../../src/model/runner.js';
import { admitted } from '../accuracy/admission.js';
import { accuracies } from '../accuracy/kept.js';
import { asOption, benchCommand, dtypeList, isSmoke, regularExpression, runBench } from '../bench-command.js';
import { embeddedWeights } from '../weights/embedded-weights.js';
import { realWeights } from '../weights/real-weights.js';
import { cellReport } from './cell-table.js';
import { COMPARED, claimsReport, FULL_CACHE, RETENTION_BASE } from './claims.js';
import { spread } from './comparison.js';
import { type CellPlan, type EngineTurn, measureSpeed } from './engine-speed.js';
import { participants, SMOKE_NOTE, smokeParticipant } from './participants.js';
import { type Cell, cellName, toCell } from './serving-cell.js';
import { keepTurn, keptTurns, undisturbed } from './turns.js';

/** Cells of claims that hold our engine against itself. */
const OURS_ALONE: readonly string[] = [RETENTION_BASE, FULL_CACHE];
const KEPT = 'engine-smollm2';

const cells = (text: string): Cell[] => text.split(',').map(toCell);

interface Options {
  readonly cells: readonly Cell[];
  readonly dtypes: readonly EngineDtype[];
  readonly only: RegExp;
  readonly rounds: number;
  readonly since?: string;
}
const command = benchCommand(
  'engine',
  'Our engine against its peers on equal weights: speed by cell, and what that claims.',
)
  .option(
    '--cells <list>',
    'REQUESTSxPROMPT[xNEW], tokens',
    asOption(cells),
    cells([...COMPARED, ...OURS_ALONE].join()),
  )
  .option('--dtypes <list>', 'weights', dtypeList, dtypeList('int8,int4,gguf'))
  .option('--only <regexp>', 'participants by name', regularExpression, /(?:)/)
  .option('--rounds <n>', 'turns of each participant on each cell', positiveInteger, 5)
  .option('--since <time>', 'measure nothing: tables of all that was kept since, as 2026-11-24T16')
  .parse();
const options = command.opts<Options>();

async function measure(): Promise<EngineTurn[]> {
  const all = await admitted(participants(options.dtypes, options.only));
  const plans = options.cells.map((cell): CellPlan => {
    const alone = OURS_ALONE.includes(cellName(cell));
    return { cell, participants: all.filter(({ side }) => !alone || side === 'ours') };
  });
  return measureSpeed(plans, options.rounds, async (turn) => {
    process.stderr.write(`${turn.cell} ${turn.participant}: ${turn.stepMs.toFixed(2)} ms\n`);
    await keepTurn(KEPT, turn);
  });
}

/** One cell of one participant, not kept. */
async function smoke(): Promise<void> {
  const [participant] = await accuracies([smokeParticipant], { find: embeddedWeights, pieces: 1 });
  const plan = { cell: toCell('2x16x8'), participants: [participant!] };
  const turns = await measureSpeed([plan], 1, async () => undefined);
  const { config } = await openCheckpoint((await embeddedWeights()).checkpoint);
  console.log(cellReport(cellName(plan.cell), turns, config));
  console.log(SMOKE_NOTE);
}

async function main(): Promise<void> {
  if (isSmoke(command)) return smoke();
  const { since } = options;
  const all = since ? await keptTurns<EngineTurn>(KEPT, since) : await measure();
  const { calm: turns, note } = undisturbed(all);
  console.log(note);
  if (turns.length === 0) return;
  const checkpoint = await openCheckpoint((await realWeights()).checkpoint);
  await checkpoint.close();
  const { config } = checkpoint;
  const rates = turns.map(({ readBandwidth }) => readBandwidth / 1e9);
  console.log(`read bandwidth just before the turns: ${spread(rates, 1)} GB/s`);
  for (const own of groups(turns, ({ cell }) => cell)) console.log(cellReport(own[0]!.cell, own, config));
  console.log(`\n${claimsReport(turns, config)}`);
}

runBench(main);
