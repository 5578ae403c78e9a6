import { type ProcessBackend, spawnBackend } from '../../src/backends/process.js';
import type { BackendSpec } from '../../src/backends/spec.js';
import { nowMs } from '../../src/clock.js';
import { watchMemory } from '../../src/metrics/memory.js';
import { TRANSFORMERS_DTYPES } from '../../src/model/export.js';
import type { ExportAttention } from '../../src/model/export-graph.js';
import type { ModelDtype } from '../../src/model/runner.js';
import { seededRandom, shuffled } from '../../src/workload/random.js';
import { benchCheckpoint, benchExport } from './checkpoint.js';
import { type Cell, type CellResult, measureCell } from './serving-cell.js';

/** What serves: our engine, or transformers.js with one of its exports. */
export interface Participant {
  readonly name: string;
  readonly ours: boolean;
  readonly dtype: ModelDtype;
  readonly spec: BackendSpec;
}

export interface Measured extends CellResult {
  readonly participant: Participant;
  readonly cell: Cell;
  readonly peakMemoryMb: number | null;
}

export async function participants(dtypes: readonly ModelDtype[]): Promise<Participant[]> {
  const all: Participant[] = [];
  for (const dtype of dtypes) {
    all.push({ name: `ours ${dtype}`, ours: true, dtype, spec: await oursSpec(dtype) });
    for (const attention of ['plain', 'gqa'] as const) {
      const spec = await peerSpec(dtype, attention);
      all.push({ name: `transformers.js ${dtype} ${attention}`, ours: false, dtype, spec });
    }
  }
  return all;
}

async function oursSpec(dtype: ModelDtype): Promise<BackendSpec> {
  const engine = { maxBatch: 32, kvBudgetMb: 4096, prefillChunk: 512 };
  return { backend: 'onnx', model: await benchCheckpoint(), dtype, device: 'cpu', engine };
}

async function peerSpec(dtype: ModelDtype, attention: ExportAttention): Promise<BackendSpec> {
  const model = await benchExport(dtype, attention);
  return { backend: 'transformers', model, dtype: TRANSFORMERS_DTYPES[dtype], device: 'cpu' };
}

const WARM_UP: Cell = { batch: 1, promptTokens: 16, newTokens: 8 };

interface Running {
  readonly participant: Participant;
  readonly backend: ProcessBackend;
}

/**
 * Every participant on every cell, once a round. Each has a process of its own, and only one works at a time: an order
 * shuffled anew each round, and turns of a second or so, let a machine that gets slower or faster do so for all.
 */
export async function measureSpeed(
  all: readonly Participant[],
  cells: readonly Cell[],
  rounds: number,
  onDone: (measured: Measured) => void = () => undefined,
): Promise<Measured[]> {
  const random = seededRandom(1);
  const running: Running[] = [];
  const results: Measured[] = [];
  try {
    for (const participant of all) {
      const backend = await spawnBackend(participant.spec);
      running.push({ participant, backend });
      await measureCell(backend, WARM_UP, nowMs);
    }
    for (const cell of cells) {
      for (let round = 0; round < rounds; round++) {
        for (const turn of shuffled(running, random)) {
          const measured = await measureOnce(turn, cell);
          results.push(measured);
          onDone(measured);
        }
      }
    }
  } finally {
    await Promise.all(running.map(({ backend }) => backend.close()));
  }
  return results;
}

async function measureOnce({ participant, backend }: Running, cell: Cell): Promise<Measured> {
  const memory = await watchMemory(backend.pid);
  const result = await measureCell(backend, cell, nowMs);
  return { ...result, participant, cell, peakMemoryMb: (await memory.stop()).peak_memory_mb };
}
