/**
 * `npm run bench:engine [-- --cells 1x32,8x32 --dtypes int8,int4 --rounds 5]`: our engine against transformers.js on the
 * synthetic SmolLM2-135M shape: same weights, same prompts, one process at a time. A cell is REQUESTSxPROMPT[xNEW].
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { groupBy } from '../../src/benchmark/history.js';
import { pairedRatio } from '../../src/metrics/statistics/index.js';
import { openCheckpoint } from '../../src/model/checkpoint.js';
import type { ModelDtype } from '../../src/model/runner.js';
import { seededRandom } from '../../src/workload/random.js';
import { measureAccuracy } from './accuracy.js';
import { bytesPerStep, readBandwidth } from './bandwidth.js';
import { benchCheckpoint } from './checkpoint.js';
import { type Measured, measureSpeed, type Participant, participants } from './engine-speed.js';
import type { Cell } from './serving-cell.js';

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '1x32,8x32,16x32,1x1000x24,8x1000x40' },
    dtypes: { type: 'string', default: 'int8,int4' },
    rounds: { type: 'string', default: '5' },
  },
});

function toCell(text: string): Cell {
  const [batch, promptTokens, newTokens = 48] = text.split('x').map(Number);
  return { batch: batch!, promptTokens: promptTokens!, newTokens };
}

function quantile(numbers: readonly number[], p: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))]!;
}

/** Median of the rounds, and their range. */
function summary(numbers: readonly number[], digits: number): string {
  const range = `${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)}`;
  return `${quantile(numbers, 0.5).toFixed(digits)} (${range})`;
}

/** Of one turn: its typical step. */
const stepOf = (measured: Measured): number => quantile(measured.stepMs, 0.5);
const ttftOf = (measured: Measured): number => measured.ttftMs;

type Pick = (measured: Measured) => number;

/** The turns of whichever participant of a side is fastest, by the median of its rounds. */
function fastest(results: readonly Measured[], ours: boolean, pick: Pick): Measured[] {
  const side = results.filter((each) => each.participant.ours === ours);
  const byName = groupBy(side, (each) => each.participant.name);
  const typical = (turns: readonly Measured[]) => quantile(turns.map(pick), 0.5);
  return byName.reduce((best, turns) => (typical(turns) < typical(best) ? turns : best));
}

/**
 * The peer's time over ours, each at its fastest: paired by round, with a 95 % interval; and of the best rounds alone, which
 * a machine shared with others disturbs least.
 */
function ratio(results: readonly Measured[], pick: Pick): string {
  const [peer, ours] = [fastest(results, false, pick), fastest(results, true, pick)];
  const pairs = peer.map((turn, round) => ({ a: pick(turn), b: pick(ours[round]!), cluster: `${round}` }));
  const { estimate, low, high } = pairedRatio(pairs, { random: seededRandom(1) });
  const best = Math.min(...peer.map(pick)) / Math.min(...ours.map(pick));
  const interval = low === null ? 'too few rounds for an interval' : `${low.toFixed(2)}–${high!.toFixed(2)}`;
  return `${estimate.toFixed(2)}× (${interval}), best rounds ${best.toFixed(2)}×: ${peer[0]!.participant.name} ÷ ${ours[0]!.participant.name}`;
}

function showCell(
  cell: Cell,
  results: readonly Measured[],
  all: readonly Participant[],
  floorMs: (dtype: ModelDtype) => number,
): void {
  const table = new Table({
    head: ['', 'decode step ms', 'tok/s', 'TTFT ms', 'tok/s with prefill', 'peak MiB', 'MBU, best'],
  });
  for (const participant of all) {
    const own = results.filter((each) => each.participant === participant);
    const steps = own.map(stepOf);
    table.push([
      participant.name,
      summary(steps, 2),
      ((1000 * cell.batch) / quantile(steps, 0.5)).toFixed(0),
      summary(own.map(ttftOf), 0),
      summary(
        own.map((each) => each.tokensPerSec),
        0,
      ),
      Math.max(...own.map((each) => each.peakMemoryMb ?? Number.NaN)).toFixed(0),
      `${((100 * floorMs(participant.dtype)) / Math.min(...steps)).toFixed(0)} %`,
    ]);
  }
  console.log(
    `\n${cell.batch} at once, prompts of ${cell.promptTokens}, ${cell.newTokens} new tokens each: medians of rounds (range)\n${table}`,
  );
  console.log(`decode step: ${ratio(results, stepOf)}\ntime to first token: ${ratio(results, ttftOf)}`);
  for (const dtype of new Set(all.map((each) => each.dtype))) {
    const same = results.filter((each) => each.participant.dtype === dtype);
    console.log(`  ${dtype} against ${dtype}, decode step: ${ratio(same, stepOf)}`);
  }
}

async function showAccuracy(dtypes: readonly ModelDtype[]): Promise<void> {
  const table = new Table({ head: ['', 'perplexity, unseen stories', 'greedy tokens as in PyTorch'] });
  for (const dtype of dtypes) {
    const { perplexity, agreement } = await measureAccuracy(dtype);
    table.push([dtype, perplexity.toFixed(4), `${(100 * agreement).toFixed(1)} %`]);
  }
  console.log(`What a dtype costs, on the embedded model\n${table}`);
}

async function main(): Promise<void> {
  const dtypes = values.dtypes.split(',') as ModelDtype[];
  await showAccuracy(['fp32', ...dtypes.filter((dtype) => dtype !== 'fp32')]);
  const all = await participants(dtypes);
  const cells = values.cells.split(',').map(toCell);
  const checkpoint = await openCheckpoint(await benchCheckpoint());
  await checkpoint.close();
  const before = await readBandwidth();
  const results = await measureSpeed(all, cells, Number(values.rounds), ({ participant, cell, stepMs }) =>
    process.stderr.write(
      `${cell.batch}x${cell.promptTokens} ${participant.name}: ${quantile(stepMs, 0.5).toFixed(2)} ms\n`,
    ),
  );
  const bandwidth = Math.max(before, await readBandwidth());
  console.log(`read bandwidth ${(bandwidth / 1e9).toFixed(1)} GB/s (before and after: the best)`);
  for (const cell of cells) {
    const contexts = Array.from({ length: cell.batch }, () => cell.promptTokens + cell.newTokens / 2);
    showCell(
      cell,
      results.filter((each) => each.cell === cell),
      all,
      (dtype) => (1000 * bytesPerStep(checkpoint.config, dtype, contexts)) / bandwidth,
    );
  }
}

void main();
