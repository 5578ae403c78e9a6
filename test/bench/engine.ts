/**
 * `npm run bench:engine [-- --cells 1x32,8x32 --dtypes int8,int4 --rounds 3]`: our engine against transformers.js on the
 * synthetic SmolLM2-135M shape: same weights, same prompts, one process at a time. A cell is REQUESTSxPROMPT[xNEW].
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { openCheckpoint } from '../../src/model/checkpoint.js';
import type { ModelDtype } from '../../src/model/runner.js';
import { bytesPerStep, readBandwidth } from './bandwidth.js';
import { benchCheckpoint } from './checkpoint.js';
import { type Measured, measureSpeed, type Participant, participants } from './engine-speed.js';
import type { Cell } from './serving-cell.js';

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '1x32,8x32,16x32,1x1000x32,8x1000x16' },
    dtypes: { type: 'string', default: 'int8,int4' },
    rounds: { type: 'string', default: '3' },
  },
});

function toCell(text: string): Cell {
  const [batch, promptTokens, newTokens = 48] = text.split('x').map(Number);
  return { batch: batch!, promptTokens: promptTokens!, newTokens };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

/** Median of the rounds' medians, and their range. */
function summary(numbers: readonly number[], digits = 1): string {
  const range = `${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)}`;
  return `${median(numbers).toFixed(digits)} (${range})`;
}

const stepOf = (measured: Measured): number => median(measured.stepMs);

function showCell(
  cell: Cell,
  results: readonly Measured[],
  all: readonly Participant[],
  floorMs: (dtype: ModelDtype) => number,
): void {
  const of = (participant: Participant) => results.filter((each) => each.participant === participant);
  const table = new Table({
    head: ['', 'decode step ms', 'tok/s', 'TTFT ms', 'with prefill tok/s', 'peak MiB', 'MBU'],
  });
  for (const participant of all) {
    const own = of(participant);
    const step = median(own.map(stepOf));
    table.push([
      participant.name,
      summary(own.map(stepOf), 2),
      ((1000 * cell.batch) / step).toFixed(0),
      summary(
        own.map((each) => each.ttftMs),
        0,
      ),
      summary(
        own.map((each) => each.tokensPerSec),
        0,
      ),
      summary(
        own.map((each) => each.peakMemoryMb ?? Number.NaN),
        0,
      ),
      `${((100 * floorMs(participant.dtype)) / step).toFixed(0)} %`,
    ]);
  }
  console.log(
    `\n${cell.batch} at once, prompts of ${cell.promptTokens}, ${cell.newTokens} new tokens each: median of rounds (range)\n${table}`,
  );
  const fastest = (ours: boolean, pick: (measured: Measured) => number, among = all) => {
    const candidates = among.filter((each) => each.ours === ours);
    return Math.min(...candidates.map((participant) => median(of(participant).map(pick))));
  };
  const ratio = (pick: (measured: Measured) => number, among = all) =>
    (fastest(false, pick, among) / fastest(true, pick, among)).toFixed(2);
  const sameDtype = [...new Set(all.map((each) => each.dtype))].map(
    (dtype) =>
      `${dtype} ${ratio(
        stepOf,
        all.filter((each) => each.dtype === dtype),
      )}×`,
  );
  console.log(
    `decode: ${ratio(stepOf)}× the peer at its fastest (same dtype: ${sameDtype.join(', ')}); time to first token: ${(1 / Number(ratio((each) => each.ttftMs))).toFixed(2)}× the peer's shortest`,
  );
}

async function main(): Promise<void> {
  const all = await participants(values.dtypes.split(',') as ModelDtype[]);
  const cells = values.cells.split(',').map(toCell);
  const checkpoint = await openCheckpoint(await benchCheckpoint());
  await checkpoint.close();
  const before = await readBandwidth();
  const results = await measureSpeed(all, cells, Number(values.rounds), ({ participant, cell, stepMs }) =>
    process.stderr.write(
      `${cell.batch}x${cell.promptTokens} ${participant.name}: ${median(stepMs).toFixed(2)} ms\n`,
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
