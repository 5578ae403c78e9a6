import { asError, BackendError, StreambatchError } from './errors.js';
import { EventChannel } from './event-channel.js';
import type { FinishEvent, FinishReason, GenerateRequest } from './generation.js';
import { StopStrings } from './stop-strings.js';

/** Makes text of tokens, one at a time. */
export interface TokenText {
  /** The text that this token completes. */
  push(tokenId: number): string;
  /** The text still held back when generation ends. */
  flush(): string;
}

export interface LifeParts {
  readonly request: GenerateRequest;
  readonly submittedAtMs: number;
  readonly text: TokenText;
  /** Tokens that end the output, unless its length is forced. */
  readonly eosTokenIds: ReadonlySet<number>;
  /** Told at once, and once, when nobody waits for more tokens: cancelled, past its deadline, or failed. */
  readonly onAbandoned?: (life: RequestLife) => void;
}

/** setTimeout takes a longer time for none at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The life of one request, from its submission to its last event: its tokens become text, the text ends before a stop
 * string, and it ends for one reason alone. The same for every backend that makes tokens; whoever owns it says when
 * the caller is told (`close`), for a row of a static batch is computed on after its end.
 */
export class RequestLife {
  readonly request: GenerateRequest;
  /** What the caller reads. */
  readonly channel: EventChannel;
  /** Set by whoever tokenises the prompt. */
  promptTokens = 0;
  /** Set by whoever computes them, and added to until the end. */
  scores: FinishEvent['scores'];
  #reason: FinishReason | 'failed' | undefined;
  #abandoned = false;
  #outputTokens = 0;
  #computedTokens = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #deadlineAtMs: number;
  readonly #tokenText: TokenText;
  readonly #stopStrings: StopStrings;
  readonly #eosTokenIds: ReadonlySet<number>;
  readonly #onAbandoned: LifeParts['onAbandoned'];

  constructor({ request, submittedAtMs, text, eosTokenIds, onAbandoned }: LifeParts) {
    this.request = request;
    this.channel = new EventChannel(this.cancel);
    this.#deadlineAtMs = submittedAtMs + (request.deadlineMs ?? Number.POSITIVE_INFINITY);
    this.#tokenText = text;
    this.#stopStrings = new StopStrings(request.stop);
    this.#eosTokenIds = eosTokenIds;
    this.#onAbandoned = onAbandoned;
  }

  /** Its output is complete, or it ended without: no token of it goes out any more. */
  get ended(): boolean {
    return this.#reason !== undefined;
  }

  /** Nobody waits for it any more (cancelled, past its deadline, failed), so nothing more need be computed for it. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Why it ended; undefined while it has not, and where it failed. */
  get reason(): FinishReason | undefined {
    return this.#reason === 'failed' ? undefined : this.#reason;
  }

  get deadlineAtMs(): number {
    return this.#deadlineAtMs;
  }

  /** Hears the caller's signal from now on, and whether it has been given already. */
  listen(): void {
    const { signal } = this.request;
    if (!signal || this.#abandoned) return;
    if (signal.aborted) this.cancel();
    else signal.addEventListener('abort', this.cancel);
  }

  /** Ends it at its deadline, for an owner that does not call `expire` all the time. */
  startTimer(): void {
    const { deadlineMs = Number.POSITIVE_INFINITY } = this.request;
    if (this.#abandoned || deadlineMs > LONGEST_TIMER_MS) return;
    this.#timer = setTimeout(() => this.#abandon('deadline'), deadlineMs);
  }

  /** Takes the token that the model made for it, and hands it to the caller unless the output has ended. */
  take(tokenId: number, nowMs: number): void {
    this.#computedTokens++;
    if (this.ended || this.expire(nowMs)) return;
    const { forceLength, maxNewTokens } = this.request;
    const index = this.#outputTokens++;
    const isEnd = !forceLength && this.#eosTokenIds.has(tokenId);
    let text = isEnd ? '' : this.#stopStrings.push(this.#tokenText.push(tokenId));
    const isStopped = isEnd || this.#stopStrings.stopped;
    if (isStopped || this.#outputTokens === maxNewTokens) {
      text += this.#stopStrings.push(this.#tokenText.flush()) + this.#stopStrings.flush();
      this.#reason = isStopped || this.#stopStrings.stopped ? 'stop' : 'length';
    }
    const score = this.scores?.[this.promptTokens + index];
    this.channel.push({ kind: 'token', index, tokenId, text, ...(score && { score }), emittedAtMs: nowMs });
  }

  /** The caller has gone. */
  readonly cancel = (): void => this.#abandon('cancelled');

  /** Ends it if its deadline has passed. */
  expire(nowMs: number): boolean {
    if (nowMs < this.#deadlineAtMs || this.ended) return false;
    this.#abandon('deadline');
    return true;
  }

  /** The caller gets what was handed out before, then a StreambatchError: what was thrown, or one with it as its cause. */
  fail(thrown: unknown): void {
    this.channel.fail(asStreambatchError(thrown));
    this.#hearNoMore();
    this.#reason = 'failed';
    this.#abandon('cancelled');
  }

  /** Tells the caller that it has ended (cancelled, if it had not), with all of its computed tokens counted. */
  close(): void {
    const { promptTokens, scores } = this;
    this.#reason ??= 'cancelled';
    if (this.#reason === 'failed') return;
    this.settle({
      kind: 'finish',
      reason: this.#reason,
      promptTokens,
      outputTokens: this.#outputTokens,
      computedTokens: this.#computedTokens,
      ...(scores && { scores }),
    });
  }

  /** As `close`, where others have counted. */
  settle(finish: FinishEvent): void {
    this.#reason = finish.reason;
    this.#hearNoMore();
    this.channel.push(finish);
  }

  #abandon(reason: FinishReason): void {
    if (this.#abandoned) return;
    this.#abandoned = true;
    this.#reason ??= reason;
    this.#onAbandoned?.(this);
  }

  #hearNoMore(): void {
    clearTimeout(this.#timer);
    this.request.signal?.removeEventListener('abort', this.cancel);
  }
}

/** What a stream may throw. */
function asStreambatchError(thrown: unknown): StreambatchError {
  if (thrown instanceof StreambatchError) return thrown;
  const cause = asError(thrown);
  return new BackendError(`the request failed: ${cause.message}`, { cause });
}
