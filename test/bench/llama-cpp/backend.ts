import { pathToFileURL } from 'node:url';
import { nowMs } from '../../../src/clock.js';
import { BackendError } from '../../../src/errors.js';
import { EventChannel } from '../../../src/event-channel.js';
import type { Backend, BackendInfo, FinishReason, GenerateRequest } from '../../../src/generation.js';

/** Sequences that share a batch, and cells of the key-value cache for each. */
export interface ContextSize {
  readonly sequences: number;
  readonly tokens: number;
}

export interface LlamaCppSpec {
  /** node-llama-cpp's entry point. */
  readonly packagePath: string;
  readonly modelPath: string;
  /** Type of the weights, as llama.cpp names it. */
  readonly dtype: string;
  readonly threads: number;
  /** Fixed when the model is loaded; absent: made anew for whatever is submitted. */
  readonly context?: ContextSize;
}

/** What is used of node-llama-cpp, which is not there to be compiled against. */
export interface LlamaSequence {
  evaluate(tokens: readonly number[], options: object): AsyncIterable<number>;
  controlledEvaluate(
    tokens: readonly (readonly [token: number, options: object])[],
  ): Promise<{ next: { logits: ReadonlyMap<number, number> } }[]>;
  clearHistory(): Promise<void>;
}
interface LlamaContext {
  getSequence(): LlamaSequence;
  dispose(): Promise<void>;
}
interface LlamaModel {
  createContext(options: object): Promise<LlamaContext>;
  dispose(): Promise<void>;
}
interface LlamaPackage {
  getLlama(options: object): Promise<{ loadModel(options: object): Promise<LlamaModel> }>;
}

/** Contexts grow by this many tokens, so that requests of nearly equal length share one. */
const CONTEXT_STEP = 128;
/** Tokens of a context that node-llama-cpp keeps free before it starts to forget the beginning. */
const CONTEXT_MARGIN = 2;

export async function loadLlamaCpp(spec: LlamaCppSpec): Promise<Backend> {
  const backend = new LlamaCppBackend(await loadLlamaModel(spec), spec);
  if (spec.context) await backend.prepare(spec.context);
  return backend;
}

/** llama.cpp, never built or downloaded here: one of its prebuilt binaries must be installed beside it. */
export async function loadLlamaModel({
  packagePath,
  modelPath,
  threads,
}: Pick<LlamaCppSpec, 'packagePath' | 'modelPath' | 'threads'>): Promise<LlamaModel> {
  const { getLlama } = (await import(pathToFileURL(packagePath).href)) as LlamaPackage;
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: threads,
  });
  return llama.loadModel({ modelPath });
}

/** Every other option is at its default, which is the fastest here: flash attention auto, float16 cache, batches of 512. */
export const newContext = (
  model: LlamaModel,
  { sequences, tokens }: ContextSize,
  threads: number,
): Promise<LlamaContext> => model.createContext({ sequences, contextSize: tokens, threads });

class LlamaCppBackend implements Backend {
  readonly info: BackendInfo;
  #context: LlamaContext | undefined;
  #size: ContextSize | undefined;
  #free: LlamaSequence[] = [];
  #last: Promise<void> = Promise.resolve();
  readonly #model: LlamaModel;
  readonly #spec: LlamaCppSpec;

  constructor(model: LlamaModel, spec: LlamaCppSpec) {
    this.#model = model;
    this.#spec = spec;

    this.info = {
      backend: 'node-llama-cpp',
      modelId: spec.modelPath,
      modelHash: null,
      dtype: spec.dtype,
      device: 'cpu',
      threads: spec.threads,
      schedulers: ['continuous'],
      dummyWeights: false,
      contextLength: spec.context?.tokens ?? null,
      versions: {},
      tells: { memory: true, tokenIds: true, tokenTimes: true },
    };
  }

  /** Requests of one submit share llama.cpp's batches, and join as sequences become free; submits queue. */
  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    const channels = requests.map(() => new EventChannel());
    this.#last = this.#last
      .then(() => this.#sendRequests(requests, channels))
      .catch((error: Error) => {
        for (const channel of channels) channel.fail(new BackendError(error.message, { cause: error }));
      });
    return channels;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#model.dispose();
  }

  async prepare(size: ContextSize): Promise<void> {
    if (this.#size?.sequences === size.sequences && this.#size.tokens === size.tokens) return;
    await this.#context?.dispose();
    this.#context = await newContext(this.#model, size, this.#spec.threads);
    this.#size = size;
    this.#free = Array.from({ length: size.sequences }, () => this.#context!.getSequence());
  }

  async #sendRequests(
    requests: readonly GenerateRequest[],
    channels: readonly EventChannel[],
  ): Promise<void> {
    await this.prepare(this.#spec.context ?? sizeFor(requests));
    const waiting = requests.map((request, i) => ({ request, channel: channels[i]! }));
    const sequences = this.#free.splice(0);
    const work = async (sequence: LlamaSequence) => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        await generate(sequence, next.request, next.channel);
    };
    await Promise.all(sequences.map(work));
    this.#free = sequences;
  }
}

function sizeFor(requests: readonly GenerateRequest[]): ContextSize {
  const longest = Math.max(...requests.map(({ prompt, maxNewTokens }) => prompt.length + maxNewTokens));
  return {
    sequences: requests.length,
    tokens: Math.ceil((longest + CONTEXT_MARGIN) / CONTEXT_STEP) * CONTEXT_STEP,
  };
}

/** Greedily, and on past any end-of-sequence token; the text is left out. */
async function generate(
  sequence: LlamaSequence,
  { prompt, maxNewTokens, signal }: GenerateRequest,
  channel: EventChannel,
): Promise<void> {
  let count = 0;
  let reason: FinishReason = 'length';
  const tokens = sequence.evaluate(prompt as readonly number[], { temperature: 0, yieldEogToken: true });
  for await (const tokenId of tokens) {
    channel.push({ kind: 'token', index: count++, tokenId, text: '', emittedAtMs: nowMs() });
    if (signal?.aborted) reason = 'cancelled';
    if (signal?.aborted || count === maxNewTokens) break;
  }
  await sequence.clearHistory();
  channel.push({
    kind: 'finish',
    reason,
    promptTokens: prompt.length,
    outputTokens: count,
    computedTokens: count,
  });
}
