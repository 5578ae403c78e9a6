import { type ProcessBackend, spawnBackend } from '../../src/backends/process.js';
import { type BackendOptions, backendSpec } from '../../src/backends/spec.js';
import { TRANSFORMERS_DTYPES } from '../../src/model/export.js';
import type { ExportAttention } from '../../src/model/export-graph.js';
import type { ModelDtype } from '../../src/model/runner.js';
import { benchCheckpoint, benchExport } from './checkpoint.js';
import type { ContextSize } from './llama-cpp/backend.js';
import { LLAMA_CPP_TYPES } from './llama-cpp/blocks.js';
import { spawnLlamaCpp } from './llama-cpp/spawn.js';
import { MIXED_CONTEXT } from './mixed-workload.js';

/** Whose it is: our engine, or one of the two other ways to run a model in Node. */
export type Side = 'ours' | 'transformers.js' | 'node-llama-cpp';

/** What serves the synthetic model, with all cores: a side with one form of its weights. */
export interface Participant {
  readonly name: string;
  readonly side: Side;
  readonly dtype: ModelDtype;
  /** Loads it, in a process of its own. */
  start(): Promise<ProcessBackend>;
}

/** transformers.js with both kinds of attention, llama.cpp with its closest type, and ours; those whose name matches. */
export function participants(dtypes: readonly ModelDtype[], only: RegExp): Participant[] {
  const all = dtypes.flatMap((dtype) => [
    ours(dtype),
    transformers(dtype, 'plain'),
    transformers(dtype, 'gqa'),
    llamaCpp(dtype),
  ]);
  return all.filter(({ name }) => only.test(name));
}

/** How many share a step of the engine, or of llama.cpp, at most. */
const CONTINUOUS = 32;

/** A participant of the mixed workload. */
export interface MixedParticipant extends Participant {
  /** Requests submitted together, a static batch; absent: all, and they join as others leave. */
  readonly batchSize?: number;
}

export function mixedParticipants(only: RegExp): MixedParticipant[] {
  const all = (['int8', 'int4'] as const).flatMap((dtype): MixedParticipant[] => [
    ...[CONTINUOUS, 2 * CONTINUOUS].map((most) => named(ours(dtype, most), `continuous, ${most} at most`)),
    ...([8, 16] as const).flatMap((batchSize) =>
      (['plain', 'gqa'] as const).map((attention) => ({
        ...named(transformers(dtype, attention), `static batches of ${batchSize}`),
        batchSize,
      })),
    ),
    named(
      llamaCpp(dtype, { sequences: CONTINUOUS, tokens: MIXED_CONTEXT + 16 }),
      `continuous, ${CONTINUOUS} at most`,
    ),
  ]);
  return all.filter(({ name }) => only.test(name));
}

const named = (participant: Participant, way: string): Participant => ({
  ...participant,
  name: `${participant.name}, ${way}`,
});

const ours = (dtype: ModelDtype, maxBatch = CONTINUOUS): Participant => ({
  name: `ours ${dtype}`,
  side: 'ours',
  dtype,
  start: async () =>
    spawn({
      backend: 'onnx',
      model: await benchCheckpoint(),
      dtype,
      engine: { maxBatch, kvBudgetMb: 4096, largePages: true },
    }),
});

const transformers = (dtype: ModelDtype, attention: ExportAttention): Participant => ({
  name: `transformers.js ${dtype} ${attention}`,
  side: 'transformers.js',
  dtype,
  start: async () =>
    spawn({
      backend: 'transformers',
      model: await benchExport(dtype, attention),
      dtype: TRANSFORMERS_DTYPES[dtype],
    }),
});

const llamaCpp = (dtype: ModelDtype, context?: ContextSize): Participant => ({
  name: `node-llama-cpp ${LLAMA_CPP_TYPES[dtype].name}`,
  side: 'node-llama-cpp',
  dtype,
  start: async () => spawnLlamaCpp(await benchCheckpoint(), LLAMA_CPP_TYPES[dtype], context),
});

const spawn = (options: BackendOptions): Promise<ProcessBackend> => spawnBackend(backendSpec.parse(options));
