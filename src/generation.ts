/**
 * The contract between whoever wants tokens and whoever makes them. Everything else in streambatch
 * (benchmark, server, notebooks) knows only this file's `Backend`. It imports nothing but the words for ways of serving.
 */
import type { Mode, Scheduler } from './ways.js';

export type { Mode, Scheduler } from './ways.js';

/** How the next token is chosen. Absent, or temperature 0: greedy. */
export interface Sampling {
  readonly temperature: number;
  /** Keep the k most likely tokens; absent: all. */
  readonly topK?: number;
  /** Keep the smallest set of tokens whose probability sums to at least p, 0 < p ≤ 1; absent: all. */
  readonly topP?: number;
  /** The same seed and prompt give the same text; a backend that cannot keep that refuses it. */
  readonly seed?: number;
}

/**
 * What a caller wants. A backend honours every field, or refuses the request with an InputError; one that has a single
 * answer to every prompt (mock) gives it whatever the sampling.
 */
export interface GenerateRequest {
  /** Unique among the requests in flight. */
  readonly id: string;
  /** Text, or token ids that already hold every special token. */
  readonly prompt: string | readonly number[];
  /** At least 1; with the prompt no more than the model's context. */
  readonly maxNewTokens: number;
  /** True: end-of-sequence is an ordinary token, so that exactly `maxNewTokens` are made. */
  readonly forceLength?: boolean;
  /** Absent: greedy. */
  readonly sampling?: Sampling;
  /** Generation ends before the first of these strings appears in the text. None empty; none with a forced length. */
  readonly stop?: readonly string[];
  /**
   * How the caller will use the answer: `batch`, whole at its end. A server elsewhere is then asked for it whole, all
   * that is submitted in one call in one request where it takes that; who makes tokens here hands them over all the same. Absent: `stream`.
   */
  readonly delivery?: Mode;
  /**
   * Each token is to bring its log-probability, and the finish event those of all, the prompt's too, with so many of the
   * likeliest beside each, 0 or more; absent: none. Most backends cannot, and refuse it.
   */
  readonly scores?: number;
  /**
   * Time allowed from submission to the last token, ms, above 0. When it is over the stream ends within one step of the
   * model, whether the request runs, waits, or has no token yet, and whatever becomes of those submitted with it.
   */
  readonly deadlineMs?: number;
  /** Aborting it, before or after submission, ends the stream as `cancelled` within one step of the model. */
  readonly signal?: AbortSignal;
}

/** What a token belongs to where it is none of the answer's text: what the model thinks before it, or a call of a tool. */
export type TokenContent = 'reasoning' | 'tool';

/** One token, as it is made. */
export interface TokenEvent {
  readonly kind: 'token';
  /** 0-based position in the output. */
  readonly index: number;
  /** Null where the backend does not reveal ids (a remote server). */
  readonly tokenId: number | null;
  /** What this token adds to the text; empty while a character is incomplete. */
  readonly text: string;
  /** Absent: the answer's text. */
  readonly content?: TokenContent;
  /** How likely it was; only where `scores` asked for it. */
  readonly score?: ScoredToken;
  /** When the decode loop made the token: `nowMs()` of the process that runs the model. */
  readonly emittedAtMs: number;
}

/** list: all prompts of a batch in one request; each: every prompt in its own, all of them sent at once. */
export type BatchRequest = 'list' | 'each';

/** stop: end-of-sequence or a stop string; length: `maxNewTokens` reached; cancelled: by the caller; deadline: `deadlineMs` passed. */
export type FinishReason = 'stop' | 'length' | 'cancelled' | 'deadline';

/** A token and how likely it was, natural logarithms of probabilities. */
export interface ScoredToken {
  readonly tokenId: number;
  /** After all tokens before it; null for the first of a prompt, which nothing comes before. */
  readonly logprob: number | null;
  /** What was likeliest in its place, the likeliest first. */
  readonly likeliest: readonly { readonly tokenId: number; readonly logprob: number }[];
}

/** The last event of every stream that did not throw; the only one where a request ended before it ran. */
export interface FinishEvent {
  readonly kind: 'finish';
  readonly reason: FinishReason;
  /** Null where nobody tells: of several prompts in one request, a server tells the sum. */
  readonly promptTokens: number | null;
  /** Useful tokens: up to and including end-of-sequence. */
  readonly outputTokens: number;
  /** Tokens the model computed in this request's row until the caller was told, those past its end in a static batch included. */
  readonly computedTokens: number;
  /** Nobody told counts: they were made here, of what came. */
  readonly countedHere?: boolean;
  /** How a server elsewhere was asked for a whole answer: with those submitted beside it, or by itself; absent for all others. */
  readonly batchRequest?: BatchRequest;
  /** Of the output tokens, those that were thought; absent where nobody tells. */
  readonly reasoningTokens?: number;
  /** Of the prompt's tokens, those that a cache of earlier prompts had; absent where nobody tells. */
  readonly cachedTokens?: number;
  /** Tokens of the prompt, then of the output, as far as they were computed; only where `scores` asked for them. */
  readonly scores?: readonly ScoredToken[];
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
  /** What can be known of it here, beside its text. */
  readonly tells: BackendTells;
  /** Somebody else runs it: it may keep what it has computed of a prompt. Absent: it is ours, and keeps nothing. */
  readonly isServer?: boolean;
  /** It is a server on another machine: what this one uses is none of its. Absent: it runs here. */
  readonly isElsewhere?: boolean;
}

/** What a backend can tell; where it cannot, the figure is null, whatever else was measured in its stead. */
export interface BackendTells {
  /** The memory of its process is the model's. */
  readonly memory: boolean;
  /** Ids of the tokens it makes: an event is a token, and not a piece of text. */
  readonly tokenIds: boolean;
  /** When the model made a token, by this machine's clock. */
  readonly tokenTimes: boolean;
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
   *
   * Greedy answers depend on the prompt alone, never on what runs beside it. A stream throws a StreambatchError when its
   * request fails, an InputError where the request is to blame, with what was thrown inside as its cause; the others go
   * on. This itself does not throw. After `close`, every stream fails with a BackendError.
   */
  submit(requests: readonly GenerateRequest[]): GenerationStream[];
  /** Absent where the backend does not schedule; null while nothing is known. In another process: as of its latest message. */
  load?(): BackendLoad | null;
  /** What its server says at `/metrics`, in Prometheus' text format; absent or null where there is none, or it says nothing. Never rejects. */
  metrics?(): Promise<string | null>;
  /** Streams still open, running or not, end as cancelled within one step of the model, which is then freed, once. */
  close(): Promise<void>;
}

/** Whole answer of one request: a stream, drained. */
export interface Completion {
  /** All of the answer's text; the stop string, special tokens, thinking and calls of tools left out. */
  readonly text: string;
  /** What was thought before it; absent where nothing was. */
  readonly reasoning?: string;
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
  let reasoning = '';
  const tokenIds: (number | null)[] = [];
  let finish: FinishEvent | undefined;
  for await (const event of stream) {
    if (event.kind === 'finish') finish = event;
    else {
      if (!event.content) text += event.text;
      if (event.content === 'reasoning') reasoning += event.text;
      tokenIds.push(event.tokenId);
    }
  }
  if (!finish) throw new TypeError('a generation stream ended without its finish event');
  return { text, ...(reasoning && { reasoning }), tokenIds, finish };
}

/** A field of a request: what an InputError about one is about. */
export type RequestParameter = keyof GenerateRequest | keyof Sampling;
