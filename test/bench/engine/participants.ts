import { type ProcessBackend, spawnBackend } from '../../../src/backends/process/process-backend.js';
import { type BackendOptions, backendSpec } from '../../../src/backends/spec.js';
import { EXPORT_FILES, TRANSFORMERS_DTYPES } from '../../../src/model/export.js';
import type { ExportAttention } from '../../../src/model/export-graph.js';
import type { EngineDtype, ModelDtype } from '../../../src/model/runner.js';
import { type GgufForm, LLAMA_CPP_FORMS } from '../../support/gguf/forms.js';
import { exportedModel, ourModel, type ScoredModel } from '../accuracy/models.js';
import type { ContextSize } from '../llama-cpp/backend.js';
import { ggufFile, llamaCppModel, spawnLlamaCpp } from '../llama-cpp/spawn.js';
import { benchExport } from '../weights/checkpoint.js';
import { embeddedWeights } from '../weights/embedded-weights.js';
import { type FindWeights, realWeights } from '../weights/real-weights.js';
import { MIXED_CONTEXT } from './mixed-workload.js';

/** Whose it is: our engine, or one of the two other ways to run a model in Node. */
export type Side = 'ours' | 'transformers.js' | 'node-llama-cpp';

/** What serves the model, with all cores: a side with one form of its weights. */
export interface Participant {
  readonly name: string;
  readonly side: Side;
  readonly dtype: EngineDtype;
  /** Its files, made at the first call, for its accuracy to be judged. */
  model(): Promise<ScoredModel>;
  /** Loads it, in a process of its own. */
  start(): Promise<ProcessBackend>;
}

/**
 * transformers.js with both kinds of attention, llama.cpp with its closest forms, and ours; of the GGUF file as it was
 * published, ours and llama.cpp. Those whose name matches.
 */
export function participants(dtypes: readonly EngineDtype[], only: RegExp): Participant[] {
  const all = dtypes.flatMap((dtype) => [
    ours(realWeights, dtype),
    ...(dtype === 'gguf' ? [publishedFile] : peers(dtype)),
  ]);
  return all.filter(({ name }) => only.test(name));
}

const peers = (dtype: ModelDtype): Participant[] => [
  transformers(dtype, 'plain'),
  transformers(dtype, 'gqa'),
  ...LLAMA_CPP_FORMS[dtype].map((form) => llamaCpp(dtype, form)),
];

/** How many share a step of the engine, or of llama.cpp, at most. */
const CONTINUOUS = 32;

/** A participant of the mixed workload. */
export interface MixedParticipant extends Participant {
  /** Requests submitted together, a static batch; absent: all, and they join as others leave. */
  readonly batchSize?: number;
}

export function mixedParticipants(only: RegExp): MixedParticipant[] {
  const all = (['int8', 'int4'] as const).flatMap((dtype): MixedParticipant[] => [
    ...[CONTINUOUS, 2 * CONTINUOUS].map((most) =>
      named(ours(realWeights, dtype, most), `continuous, ${most} at most`),
    ),
    ...([8, 16] as const).flatMap((batchSize) =>
      (['plain', 'gqa'] as const).map((attention) => ({
        ...named(transformers(dtype, attention), `static batches of ${batchSize}`),
        batchSize,
      })),
    ),
    named(
      llamaCpp(dtype, LLAMA_CPP_FORMS[dtype][0]!, { sequences: CONTINUOUS, tokens: MIXED_CONTEXT + 16 }),
      `continuous, ${CONTINUOUS} at most`,
    ),
  ]);
  return all.filter(({ name }) => only.test(name));
}

const named = (participant: Participant, way: string): Participant => ({
  ...participant,
  name: `${participant.name}, ${way}`,
});

export const SMOKE_NOTE =
  'SKIPPED: transformers.js and node-llama-cpp: a smoke run fetches no weights and no packages';

/** Ours alone, on the embedded model: its peers would have to be fetched. */
export const smokeParticipant: Participant = ours(embeddedWeights, 'int8');

function ours(find: FindWeights, dtype: EngineDtype, maxBatch = CONTINUOUS): Participant {
  const weights = async () => (await find())[dtype === 'gguf' ? 'gguf' : 'checkpoint'];
  return {
    name: `ours ${dtype}`,
    side: 'ours',
    dtype,
    model: async () => ourModel(await weights(), dtype),
    start: async () =>
      spawn({
        backend: 'onnx',
        model: await weights(),
        dtype,
        engine: { maxBatch, kvBudgetMb: 4096, largePages: true },
      }),
  };
}

const transformers = (dtype: ModelDtype, attention: ExportAttention): Participant => {
  const folder = async () => benchExport((await realWeights()).checkpoint, dtype, attention);
  return {
    name: `transformers.js ${dtype} ${attention}`,
    side: 'transformers.js',
    dtype,
    model: async () => exportedModel(await folder(), EXPORT_FILES[dtype]),
    start: async () =>
      spawn({ backend: 'transformers', model: await folder(), dtype: TRANSFORMERS_DTYPES[dtype] }),
  };
};

const llamaCpp = (dtype: ModelDtype, form: GgufForm, context?: ContextSize): Participant =>
  llamaCppOf(form.name, dtype, async () => ggufFile((await realWeights()).checkpoint, form), context);

const llamaCppOf = (
  form: string,
  dtype: EngineDtype,
  file: () => Promise<string>,
  context?: ContextSize,
): Participant => ({
  name: `node-llama-cpp ${form}`,
  side: 'node-llama-cpp',
  dtype,
  model: async () => llamaCppModel(await file()),
  start: async () => spawnLlamaCpp(await file(), form, context),
});

const publishedFile = llamaCppOf('q4_1', 'gguf', async () => (await realWeights()).gguf);

const spawn = (options: BackendOptions): Promise<ProcessBackend> => spawnBackend(backendSpec.parse(options));
