import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  AutoModelForCausalLM,
  AutoTokenizer,
  BaseStreamer,
  env,
  InterruptableStoppingCriteria,
  LogLevel,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  Tensor,
} from '@huggingface/transformers';
import { checkContext } from '../../engine/check.js';
import { BackendError, InputError, StreambatchError } from '../../errors.js';
import type { EventChannel } from '../../event-channel.js';
import type { Backend, BackendInfo, GenerateRequest } from '../../generation.js';
import { hubOrigin, resumableFetch } from '../download.js';
import type { OnProgress } from '../load-progress.js';
import {
  HUB_CACHE,
  hashModel,
  locateModel,
  type ModelLocation,
  readConfig,
  refuseGguf,
} from '../model-files.js';
import type { BackendSpec } from '../spec.js';
import { BatchRows } from './batch-rows.js';

/** transformers.js's names of weight types, and how each one's file name ends. */
const FILE_SUFFIX: Readonly<Record<string, string>> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

/**
 * Any causal language model in hub layout, through transformers.js. The requests of one `submit` run as one static
 * batch, left-padded; one request alone is classic streaming. Submits queue.
 * @throws InputError for a model, dtype or device that does not exist; BackendError when it cannot be loaded.
 */
export async function loadTransformers(spec: BackendSpec, onProgress: OnProgress): Promise<Backend> {
  const location = locateModel(spec.model);
  refuseGguf(location, 'transformers');
  const weights = `model${suffixOf(spec.dtype)}`;
  useHub(onProgress);
  if (!location.hub) checkFolder(location, weights);
  try {
    const tokenizer = await AutoTokenizer.from_pretrained(sourceOf(location));
    const model = await AutoModelForCausalLM.from_pretrained(sourceOf(location), {
      dtype: spec.dtype as 'fp32',
      device: spec.device as 'cpu',
      session_options: spec.threads ? { intraOpNumThreads: spec.threads } : {},
    });
    const info = await describe(spec, location, weights);
    return new TransformersBackend(model, tokenizer, info);
  } catch (error) {
    if (error instanceof StreambatchError) throw error;
    throw new BackendError(
      `model "${spec.model}" (${spec.dtype}, ${spec.device}) cannot be loaded: ${(error as Error).message}`,
    );
  }
}

function suffixOf(dtype: string): string {
  const suffix = FILE_SUFFIX[dtype];
  if (suffix === undefined) {
    throw new InputError(
      `dtype "${dtype}" is unknown to the transformers backend; choose ${Object.keys(FILE_SUFFIX).join(', ')}`,
    );
  }
  return suffix;
}

const sourceOf = ({ hub, id, folder }: ModelLocation) => (hub ? id : folder);

/** Models are kept in the checkout, downloads can be resumed, and HF_ENDPOINT names a mirror as everywhere. */
function useHub(onProgress: OnProgress): void {
  env.logLevel = LogLevel.ERROR;
  env.cacheDir = HUB_CACHE;
  env.localModelPath = HUB_CACHE;
  env.remoteHost = hubOrigin();
  env.fetch = resumableFetch(join(HUB_CACHE, '.parts'), onProgress);
}

function checkFolder({ id, folder }: ModelLocation, weights: string): void {
  readConfig(folder);
  const file = join(folder, 'onnx', `${weights}.onnx`);
  if (existsSync(file)) return;
  throw new InputError(
    `model "${id}" has no weights of this dtype: ${file} does not exist; choose another --dtype, or make it with "streambatch model export"`,
  );
}

async function describe(
  spec: BackendSpec,
  { id, folder }: ModelLocation,
  weights: string,
): Promise<BackendInfo> {
  const config = readConfig(folder);
  const version = (name: string) => createRequire(import.meta.url)(`${name}/package.json`).version as string;
  return {
    backend: 'transformers',
    modelId: id,
    modelHash: await hashModel(folder, 'onnx', weights),
    dtype: spec.dtype,
    device: spec.device,
    threads: spec.threads ?? null,
    schedulers: ['sequential', 'static'],
    dummyWeights: config.streambatch_dummy_weights === true,
    contextLength: (config.max_position_embeddings as number | undefined) ?? null,
    versions: {
      '@huggingface/transformers': env.version,
      'onnxruntime-node': version('onnxruntime-node'),
    },
  };
}

class TransformersBackend implements Backend {
  #last: Promise<void> = Promise.resolve();
  #closing = false;

  constructor(
    private readonly model: PreTrainedModel,
    private readonly tokenizer: PreTrainedTokenizer,
    readonly info: BackendInfo,
  ) {}

  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    const stop = new InterruptableStoppingCriteria();
    const rows = new BatchRows(
      requests,
      (ids) => this.tokenizer.decode(ids, { skip_special_tokens: true }),
      () => stop.interrupt(),
    );
    this.#last = this.#last
      .then(() => this.#run(rows, stop))
      .catch((error) => rows.fail(asBackendError(error)));
    return rows.channels;
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#last;
    await this.model.dispose();
  }

  async #run(rows: BatchRows, stop: InterruptableStoppingCriteria): Promise<void> {
    const prompts = this.#admit(rows);
    if (prompts.length > 0 && !stop.interrupted && !this.#closing) await this.#generate(rows, prompts, stop);
    rows.finish();
  }

  /** Tokenises; a request that cannot run fails alone, the rest of its batch goes on. */
  #admit(rows: BatchRows): number[][] {
    const limit = this.info.contextLength ?? Number.POSITIVE_INFINITY;
    return rows.admit(({ prompt, maxNewTokens, sampling }) => {
      const ids = typeof prompt === 'string' ? this.tokenizer.encode(prompt) : [...prompt];
      if (ids.length === 0) throw new InputError('the prompt has no tokens; give it at least one character');
      checkContext(ids.length, maxNewTokens, limit);
      if ((sampling?.temperature ?? 0) > 0 && sampling?.seed !== undefined) {
        throw new InputError(
          'the transformers backend cannot seed its sampling; leave the seed out, or use temperature 0 or the onnx backend',
        );
      }
      return ids;
    });
  }

  async #generate(rows: BatchRows, prompts: number[][], stop: InterruptableStoppingCriteria): Promise<void> {
    const longest = Math.max(...prompts.map((ids) => ids.length));
    const padded = prompts.map((ids) => [...new Array(longest - ids.length).fill(this.#padId), ...ids]);
    const mask = prompts.map((ids) => new Array(longest).fill(0).fill(1, longest - ids.length));
    await this.model.generate({
      input_ids: int64(padded),
      attention_mask: int64(mask),
      max_new_tokens: rows.maxNewTokens,
      // Rows end themselves (end-of-sequence, stop strings, their own maximum); the batch ends with its last row.
      eos_token_id: null,
      stopping_criteria: stop,
      streamer: new RowStreamer((tokens) => rows.step(tokens, this.#eosIds)),
      ...samplingOptions(rows.sampling),
    } as unknown as Parameters<PreTrainedModel['generate']>[0]);
  }

  get #padId(): number {
    return this.tokenizer.pad_token_id ?? this.#eosIds.values().next().value ?? 0;
  }

  get #eosIds(): ReadonlySet<number> {
    const { eos_token_id } = this.model.generation_config as { eos_token_id?: number | number[] | null };
    return new Set([eos_token_id ?? []].flat());
  }
}

function asBackendError(error: unknown): StreambatchError {
  if (error instanceof StreambatchError) return error;
  return new BackendError(`generation failed: ${error instanceof Error ? error.message : error}`);
}

const int64 = (rows: number[][]) =>
  new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]!.length]);

function samplingOptions(sampling: GenerateRequest['sampling']): Record<string, unknown> {
  if (!sampling || sampling.temperature === 0) return { do_sample: false };
  const { temperature, topK = 0, topP = 1 } = sampling;
  return { do_sample: true, temperature, top_k: topK, top_p: topP };
}

/** Hands over every row's token of every step; the first `put` of generate() holds the prompts. */
class RowStreamer extends BaseStreamer {
  #promptsSeen = false;

  constructor(private readonly onStep: (tokens: number[]) => void) {
    super();
  }

  override put(value: bigint[][]): void {
    if (this.#promptsSeen) this.onStep(value.map((row) => Number(row[0])));
    this.#promptsSeen = true;
  }

  override end(): void {
    this.#promptsSeen = false;
  }
}
