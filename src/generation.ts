/**
 * The contract between whoever wants tokens and whoever makes them. Everything else in streambatch
 * (benchmark, server, notebooks) knows only this file's `Backend`. It imports nothing.
 */

/** Delivery: tokens handed over as they are made, or one complete answer at the end. */
export type Mode = 'stream' | 'batch';

/** Scheduling: one request at a time; a fixed batch until its slowest member ends; joining and leaving between steps. */
export type Scheduler = 'sequential' | 'static' | 'continuous';

/** How the next token is chosen. Absent, or temperature 0: greedy. */
export interface Sampling {
  readonly temperature: number;
  /** Keep the k most likely tokens; absent: all. */
  readonly topK?: number;
  /** Keep the smallest set of tokens whose probability sums to at least p, 0 < p ≤ 1; absent: all. */
  readonly topP?: number;
  /** The same seed and prompt give the same text. */
  readonly seed?: number;
}

/** What is asked of a model: one prompt, and how its answer ends. */
export interface GenerateRequest {
  /** Unique among the requests in flight. */
  readonly id: string;
  /** Text, or token ids that already hold every special token. */
  readonly prompt: string | readonly number[];
  /** Most tokens of output, at least 1. */
  readonly maxNewTokens: number;
  /** True: end-of-sequence is an ordinary token, so that exactly `maxNewTokens` are made. */
  readonly forceLength?: boolean;
  /** Absent: greedy. */
  readonly sampling?: Sampling;
  /** Generation ends before the first of these strings appears in the text. */
  readonly stop?: readonly string[];
  /** Time allowed from submission to the last token, ms. */
  readonly deadlineMs?: number;
  /** Aborting it ends the stream with reason `cancelled` within one step. */
  readonly signal?: AbortSignal;
}

/** One token, as it is made. */
export interface TokenEvent {
  readonly kind: 'token';
  /** 0-based position in the output. */
  readonly index: number;
  /** Null where the backend does not reveal ids (a remote server). */
  readonly tokenId: number | null;
  /** What this token adds to the text; empty while a character is incomplete. */
  readonly text: string;
  /** When the decode loop made the token: `nowMs()` of the process that runs the model. */
  readonly emittedAtMs: number;
}

/** stop: end-of-sequence or a stop string; length: `maxNewTokens` reached; cancelled: by the caller; deadline: `deadlineMs` passed. */
export type FinishReason = 'stop' | 'length' | 'cancelled' | 'deadline';

/** The last event of every stream that did not throw. */
export interface FinishEvent {
  readonly kind: 'finish';
  readonly reason: FinishReason;
  readonly promptTokens: number;
  /** Useful tokens: up to and including end-of-sequence. */
  readonly outputTokens: number;
  /** Tokens the model computed in this request's row, those past its end in a static batch included. */
  readonly computedTokens: number;
  /** The server told no counts: they were made here, from the text. */
  readonly countedHere?: boolean;
}

/** What comes out of a stream: tokens in order, then how it ended. */
export type GenerationEvent = TokenEvent | FinishEvent;

/** One request's events, in order; for one reader. Leaving the loop early cancels the request, too. */
export type GenerationStream = AsyncIterable<GenerationEvent>;

/** What a backend says of itself; every row of the log carries it. */
export interface BackendInfo {
  /** Which implementation: transformers, onnx, openai, mock. */
  readonly backend: string;
  /** Hub id, folder or file, as it was asked for. */
  readonly modelId: string;
  /** SHA-256 over the model's files, so that two logs can be told to be of one model; null where there are none. */
  readonly modelHash: string | null;
  /** Type of the weights, as the backend names it: fp32, int8, int4, gguf … */
  readonly dtype: string;
  /** Where the model runs: cpu, or remote for a server of somebody else. */
  readonly device: string;
  /** Intra-op threads; null where the backend decides or does not say. */
  readonly threads: number | null;
  /** Which schedulers `submit` can serve. */
  readonly schedulers: readonly Scheduler[];
  /** Random weights: speed and memory are real, the text is not. */
  readonly dummyWeights: boolean;
  /** Perplexity of the weights as they run over that of float32, on a short text; null or absent where nobody checked. */
  readonly perplexityRatio?: number | null;
  /** The same in words, or why it is not known; null or absent where there is nothing to check. */
  readonly perplexityNote?: string | null;
  /** Longest prompt plus output, tokens; null when unknown. */
  readonly contextLength: number | null;
  /** Packages that decide the result, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What is going on in a backend that schedules requests itself. */
export interface BackendLoad {
  /** Requests that share the model's steps. */
  readonly running: number;
  /** Requests that wait for room. */
  readonly waiting: number;
  /** Tokens of key-value cache that the running requests hold, and most that they may hold. */
  readonly kvUsedTokens: number;
  readonly kvCapacityTokens: number;
}

/**
 * Whoever makes tokens: a library in this process, a process of its own, or a server elsewhere. Everything that measures
 * or serves knows this interface alone.
 *
 * @example
 * ```ts
 * import { backendSpec, complete, createBackend } from 'streambatch';
 *
 * const backend = await createBackend(backendSpec.parse({ backend: 'mock' }));
 * const [first, second] = backend.submit([
 *   { id: 'a', prompt: 'Once upon a time', maxNewTokens: 3, forceLength: true },
 *   { id: 'b', prompt: 'In a small house', maxNewTokens: 2, forceLength: true },
 * ]);
 * const [long, short] = await Promise.all([complete(first!), complete(second!)]);
 * long.tokenIds.length; // → 3
 * short.finish.reason; // → 'length'
 * await backend.close();
 * ```
 */
export interface Backend {
  /** Known from the start, and the same for its whole life. */
  readonly info: BackendInfo;
  /**
   * Start requests; one stream each, in the order given. Requests submitted in one call belong together: under
   * the static scheduler they are one batch. Separate calls queue (sequential, static) or share the model's steps
   * (continuous). The clock of a request starts when this is called: tokenising and prefill are inside it.
   * A stream throws a StreambatchError when its request fails; the others go on.
   */
  submit(requests: readonly GenerateRequest[]): GenerationStream[];
  /** Absent where the backend does not schedule; null while nothing is known. In another process: as of its latest message. */
  load?(): BackendLoad | null;
  /** Frees the model. Streams still open end as cancelled. */
  close(): Promise<void>;
}

/** Whole answer of one request: a stream, drained. */
export interface Completion {
  /** All of the text, the stop string and special tokens left out. */
  readonly text: string;
  /** Null where the backend does not reveal ids. */
  readonly tokenIds: readonly (number | null)[];
  /** How it ended, with the counts of its tokens. */
  readonly finish: FinishEvent;
}

/**
 * Drains a stream: batch delivery is the same stream, read to its end.
 * @param stream read by nobody else
 * @throws StreambatchError when the request failed; TypeError when the backend breaks the contract (no finish event)
 * @example
 * ```ts
 * import { backendSpec, complete, createBackend } from 'streambatch';
 *
 * const backend = await createBackend(backendSpec.parse({ backend: 'mock' }));
 * const [stream] = backend.submit([{ id: 'a', prompt: 'Once upon a time', maxNewTokens: 3, forceLength: true }]);
 * const { finish } = await complete(stream!);
 * finish.outputTokens; // → 3
 * await backend.close();
 * ```
 */
export async function complete(stream: GenerationStream): Promise<Completion> {
  let text = '';
  const tokenIds: (number | null)[] = [];
  let finish: FinishEvent | undefined;
  for await (const event of stream) {
    if (event.kind === 'finish') finish = event;
    else {
      text += event.text;
      tokenIds.push(event.tokenId);
    }
  }
  if (!finish) throw new TypeError('a generation stream ended without its finish event');
  return { text, tokenIds, finish };
}
