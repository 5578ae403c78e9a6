/**
 * `npm run bench:engine [-- --cells 1x32,8x1000x80 --only "ours|llama" --dtypes int8,int4 --rounds 5]`: our engine against
 * transformers.js and node-llama-cpp on the synthetic SmolLM2-135M shape: same weights, same prompts, one process at a
 * time; the two others as they come, ours with large pages. A cell is REQUESTSxPROMPT[xNEW]; `--only` is a regular
 * expression of names. Everything takes some 20 minutes: parts may be run one by one, and `--since 2026-11-24T16` then
 * makes the tables of all that was measured since.
 */
import Table from 'cli-table3';
import { groupBy } from '../../src/benchmark/history.js';
import { positiveInteger } from '../../src/cli/arguments.js';
import { openCheckpoint } from '../../src/model/checkpoint.js';
import type { ModelDtype } from '../../src/model/runner.js';
import { measureAccuracy } from './accuracy.js';
import { asOption, benchCommand, dtypeList, regularExpression } from './bench-command.js';
import { cellReport } from './cell-table.js';
import { benchCheckpoint } from './checkpoint.js';
import { COMPARED, claimsReport, FULL_CACHE, RETENTION_BASE } from './claims.js';
import { spread } from './comparison.js';
import { type CellPlan, type EngineTurn, measureSpeed } from './engine-speed.js';
import { llamaCppGolden } from './llama-cpp/golden.js';
import { participants } from './participants.js';
import { type Cell, cellName, toCell } from './serving-cell.js';
import { keepTurn, keptTurns, undisturbed } from './turns.js';

/** Cells of claims that hold our engine against itself. */
const OURS_ALONE: readonly string[] = [RETENTION_BASE, FULL_CACHE];
const KEPT = 'engine';

const cells = (text: string): Cell[] => text.split(',').map(toCell);

interface Options {
  readonly cells: readonly Cell[];
  readonly dtypes: readonly ModelDtype[];
  readonly only: RegExp;
  readonly rounds: number;
  readonly accuracy?: true;
  readonly since?: string;
}
const options = benchCommand(
  'engine',
  'Our engine against its peers on equal weights: speed by cell, and what that claims.',
)
  .option(
    '--cells <list>',
    'REQUESTSxPROMPT[xNEW], tokens',
    asOption(cells),
    cells([...COMPARED, ...OURS_ALONE].join()),
  )
  .option('--dtypes <list>', 'weights', dtypeList, dtypeList('int8,int4'))
  .option('--only <regexp>', 'participants by name', regularExpression, /(?:)/)
  .option('--rounds <n>', 'turns of each participant on each cell', positiveInteger, 5)
  .option('--accuracy', 'what a dtype costs in accuracy, too')
  .option('--since <time>', 'measure nothing: tables of all that was kept since, as 2026-11-24T16')
  .parse()
  .opts<Options>();

async function showAccuracy(dtypes: readonly ModelDtype[]): Promise<void> {
  const table = new Table({ head: ['', 'perplexity, unseen stories', 'greedy tokens as in PyTorch'] });
  for (const dtype of dtypes) {
    const { perplexity, agreement } = await measureAccuracy(dtype);
    table.push([dtype, perplexity.toFixed(4), `${(100 * agreement).toFixed(1)} %`]);
  }
  console.log(`What a dtype costs, on the embedded model\n${table}`);
  console.log(`node-llama-cpp, float32, the embedded model: ${await llamaCppGolden()}`);
}

async function measure(dtypes: readonly ModelDtype[]): Promise<EngineTurn[]> {
  const all = participants(dtypes, options.only);
  const plans = options.cells.map((cell): CellPlan => {
    const alone = OURS_ALONE.includes(cellName(cell));
    return { cell, participants: all.filter(({ side }) => !alone || side === 'ours') };
  });
  return measureSpeed(plans, options.rounds, async (turn) => {
    process.stderr.write(`${turn.cell} ${turn.participant}: ${turn.stepMs.toFixed(2)} ms\n`);
    await keepTurn(KEPT, turn);
  });
}

async function main(): Promise<void> {
  const { dtypes, since } = options;
  if (options.accuracy) await showAccuracy(['fp32', ...dtypes.filter((dtype) => dtype !== 'fp32')]);
  const all = since ? await keptTurns<EngineTurn>(KEPT, since) : await measure(dtypes);
  const { calm: turns, note } = undisturbed(all);
  console.log(note);
  if (turns.length === 0) return;
  const checkpoint = await openCheckpoint(await benchCheckpoint());
  await checkpoint.close();
  const { config } = checkpoint;
  const rates = turns.map(({ readBandwidth }) => readBandwidth / 1e9);
  console.log(`read bandwidth just before the turns: ${spread(rates, 1)} GB/s`);
  for (const own of groupBy(turns, ({ cell }) => cell)) console.log(cellReport(own[0]!.cell, own, config));
  console.log(`\n${claimsReport(turns, config)}`);
}

void main();
