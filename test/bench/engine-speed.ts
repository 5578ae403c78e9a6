import type { ProcessBackend } from '../../src/backends/process.js';
import { validityWatch, type WatchTrial } from '../../src/benchmark/validity/watch.js';
import { nowMs } from '../../src/clock.js';
import { watchMemory } from '../../src/metrics/memory.js';
import type { ModelDtype } from '../../src/model/runner.js';
import { seededRandom, shuffled } from '../../src/workload/random.js';
import type { Participant, Side } from './participants.js';
import { type Cell, cellName, measureCell, warmUp } from './serving-cell.js';
import type { Turn } from './turns.js';

/** One participant on one cell, once. */
export interface EngineTurn extends Turn {
  readonly participant: string;
  readonly side: Side;
  readonly dtype: ModelDtype;
  readonly cell: string;
  /** Median over the steps in which all requests took part. */
  readonly stepMs: number;
  readonly ttftMs: number;
  readonly tokensPerSec: number;
  readonly peakMemoryMb: number | null;
}

/** A cell, and those whose turns on it are wanted. */
export interface CellPlan {
  readonly cell: Cell;
  readonly participants: readonly Participant[];
}

interface Running {
  readonly participant: Participant;
  readonly backend: ProcessBackend;
}

/** Every participant on its cells, once a round. */
export async function measureSpeed(
  plans: readonly CellPlan[],
  rounds: number,
  onDone: (turn: EngineTurn) => Promise<void>,
): Promise<EngineTurn[]> {
  const run = new Date().toISOString();
  const watch = validityWatch();
  const turns: EngineTurn[] = [];
  for (const plan of plans) {
    await measurePlan(plan, rounds, async (one, round) => {
      const turn = { run, round, ...(await measureOnce(one, plan.cell, watch)) };
      turns.push(turn);
      await onDone(turn);
    });
  }
  return turns;
}

/**
 * Each participant has a process of its own, fresh for the cell, because memory is not given back. After an
 * unmeasured start only one works at a time: an order shuffled anew each round, and turns of a second or so, let a
 * machine that gets slower or faster do so for all.
 */
async function measurePlan(
  { cell, participants }: CellPlan,
  rounds: number,
  measure: (one: Running, round: number) => Promise<void>,
): Promise<void> {
  const random = seededRandom(1);
  const running: Running[] = [];
  try {
    for (const participant of participants) {
      const backend = await participant.start();
      running.push({ participant, backend });
      await warmUp(backend, cell);
    }
    for (let round = 0; round < rounds; round++)
      for (const one of shuffled(running, random)) await measure(one, round);
  } finally {
    await Promise.all(running.map(({ backend }) => backend.close()));
  }
}

async function measureOnce(
  { participant: { name, side, dtype }, backend }: Running,
  cell: Cell,
  watch: WatchTrial,
): Promise<Omit<EngineTurn, 'run' | 'round'>> {
  const memory = await watchMemory(backend.pid);
  const machine = watch(backend.pid);
  const result = await measureCell(backend, cell, nowMs);
  const flags = machine.stop();
  const { peak_memory_mb: peakMemoryMb } = await memory.stop();
  return { participant: name, side, dtype, cell: cellName(cell), ...result, flags, peakMemoryMb };
}
