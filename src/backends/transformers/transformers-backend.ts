import {
  BaseStreamer,
  InterruptableStoppingCriteria,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  Tensor,
} from '@huggingface/transformers';
import { checkRequest } from '../../engine/check.js';
import { InputError } from '../../errors.js';
import type { EventChannel } from '../../event-channel.js';
import type { Backend, BackendInfo, GenerateRequest } from '../../generation.js';
import { closedStreams } from '../closed.js';
import { refuseScores } from '../refuse-scores.js';
import { BatchRows } from './batch-rows.js';

/** Requests of one submit run as one static batch, left-padded; submits queue. */
export class TransformersBackend implements Backend {
  #last: Promise<void> = Promise.resolve();
  /** Batches that run or wait. */
  readonly #open = new Set<BatchRows>();
  #closed: Promise<void> | undefined;
  readonly #model: PreTrainedModel;
  readonly #tokenizer: PreTrainedTokenizer;

  constructor(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizer,
    readonly info: BackendInfo,
  ) {
    this.#model = model;
    this.#tokenizer = tokenizer;
  }

  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    if (this.#closed !== undefined) return closedStreams(requests);
    const stop = new InterruptableStoppingCriteria();
    const rows = new BatchRows(requests, {
      decode: (ids) => this.#tokenizer.decode(ids, { skip_special_tokens: true }),
      eosTokenIds: this.#eosTokenIds,
      stopBatch: () => stop.interrupt(),
    });
    this.#open.add(rows);
    this.#last = this.#last
      .then(() => this.#run(rows, stop))
      .catch((error) => rows.fail(error))
      .finally(() => this.#open.delete(rows));
    return rows.channels;
  }

  close(): Promise<void> {
    this.#closed ??= this.#free();
    return this.#closed;
  }

  async #free(): Promise<void> {
    for (const rows of this.#open) rows.cancel();
    await this.#last;
    await this.#model.dispose();
  }

  async #run(rows: BatchRows, stop: InterruptableStoppingCriteria): Promise<void> {
    const prompts = this.#admit(rows);
    if (prompts.length > 0) await this.#generate(rows, prompts, stop);
    rows.finish();
  }

  /** Tokenises; a request that cannot run fails alone, the rest of its batch goes on. */
  #admit(rows: BatchRows): number[][] {
    const { vocab_size: vocab = Number.POSITIVE_INFINITY } = this.#model.config as { vocab_size?: number };
    const maxPositions = this.info.contextLength ?? Number.POSITIVE_INFINITY;
    return rows.admit((request) => {
      const { prompt, sampling } = request;
      const ids = typeof prompt === 'string' ? this.#tokenizer.encode(prompt) : [...prompt];
      checkRequest(request, ids, { vocab, maxPositions });
      refuseScores(request, 'transformers');
      if ((sampling?.temperature ?? 0) > 0 && sampling?.seed !== undefined) {
        throw new InputError(
          'the transformers backend cannot seed its sampling; leave the seed out, or use temperature 0 or the onnx backend',
          { parameter: 'seed' },
        );
      }
      return ids;
    });
  }

  async #generate(rows: BatchRows, prompts: number[][], stop: InterruptableStoppingCriteria): Promise<void> {
    const longest = Math.max(...prompts.map((ids) => ids.length));
    const padded = prompts.map((ids) => [...new Array(longest - ids.length).fill(this.#padId), ...ids]);
    const mask = prompts.map((ids) => new Array(longest).fill(0).fill(1, longest - ids.length));
    await this.#model.generate({
      input_ids: int64(padded),
      attention_mask: int64(mask),
      max_new_tokens: rows.maxNewTokens,
      // Rows end themselves (end-of-sequence, stop strings, their own maximum); the batch ends with its last row.
      eos_token_id: null,
      stopping_criteria: stop,
      streamer: new RowStreamer((tokens) => rows.step(tokens)),
      ...samplingOptions(rows.sampling),
    } as unknown as Parameters<PreTrainedModel['generate']>[0]);
  }

  get #padId(): number {
    return this.#tokenizer.pad_token_id ?? this.#eosTokenIds.values().next().value ?? 0;
  }

  get #eosTokenIds(): ReadonlySet<number> {
    const { eos_token_id } = this.#model.generation_config as { eos_token_id?: number | number[] | null };
    return new Set([eos_token_id ?? []].flat());
  }
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
  readonly #onStep: (tokens: number[]) => void;

  constructor(onStep: (tokens: number[]) => void) {
    super();
    this.#onStep = onStep;
  }

  override put(value: bigint[][]): void {
    if (this.#promptsSeen) this.#onStep(value.map((row) => Number(row[0])));
    this.#promptsSeen = true;
  }

  override end(): void {
    this.#promptsSeen = false;
  }
}
