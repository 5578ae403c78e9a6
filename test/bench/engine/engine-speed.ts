import { validityWatch } from '../../../src/benchmark/validity/watch.js';
import { nowMs } from '../../../src/clock.js';
import type { EngineDtype } from '../../../src/model/runner.js';
import type { Accuracy } from '../accuracy/compare.js';
import { startMeter } from './bandwidth.js';
import type { Participant, Side } from './participants.js';
import { inRounds, watched } from './rounds.js';
import { type Cell, cellName, measureCell, warmUp } from './serving-cell.js';
import type { Turn } from './turns.js';

/** One participant on one cell, once. */
export interface EngineTurn extends Turn {
  readonly participant: string;
  readonly side: Side;
  readonly dtype: EngineDtype;
  readonly accuracy: Accuracy;
  readonly cell: string;
  /** Median over the steps in which all requests took part. */
  readonly stepMs: number;
  readonly ttftMs: number;
  readonly tokensPerSec: number;
  readonly peakMemoryMb: number | null;
  /** Measured just before, bytes per second: machines shared with others have more and less by turns. */
  readonly readBandwidth: number;
}

export type JudgedParticipant = Participant & { readonly accuracy: Accuracy };

/** A cell, and those whose turns on it are wanted. */
export interface CellPlan {
  readonly cell: Cell;
  readonly participants: readonly JudgedParticipant[];
}

/** Every participant on its cells, once a round. */
export async function measureSpeed(
  plans: readonly CellPlan[],
  rounds: number,
  onDone: (turn: EngineTurn) => Promise<void>,
): Promise<EngineTurn[]> {
  const run = new Date().toISOString();
  const watch = validityWatch();
  const meter = startMeter();
  const turns: EngineTurn[] = [];
  try {
    for (const { cell, participants } of plans) {
      // fresh processes for each cell, because memory is not given back
      await inRounds(
        participants,
        rounds,
        (backend) => warmUp(backend, cell),
        async ({ name, side, dtype, accuracy }, backend, round) => {
          const readBandwidth = await meter.measure();
          const { result, ...facts } = await watched(backend, watch, () => measureCell(backend, cell, nowMs));
          const who = { run, round, participant: name, side, dtype, accuracy, cell: cellName(cell) };
          const turn = { ...who, ...result, ...facts, readBandwidth };
          turns.push(turn);
          await onDone(turn);
        },
      );
    }
  } finally {
    meter.stop();
  }
  return turns;
}
