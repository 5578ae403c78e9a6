import type { FinishEvent, FinishReason } from '../../generation.js';
import { HttpError } from '../http-error.js';
import { totalUsage, type UsageOptions } from './usage.js';

export interface AnswerOptions extends UsageOptions {
  readonly kind: 'completion' | 'chat';
  readonly id: string;
  readonly model: string;
  readonly nowSeconds: number;
}

/** OpenAI-shaped answers of one request. */
export class AnswerShape {
  readonly #options: AnswerOptions;

  constructor(options: AnswerOptions) {
    this.#options = options;
  }

  /** The whole answer. */
  full(choices: readonly { text: string; finish: FinishEvent }[]): object {
    return {
      ...this.#head(this.#options.kind === 'chat' ? 'chat.completion' : 'text_completion'),
      choices: choices.map(({ text, finish }, index) => ({
        index,
        ...(this.#options.kind === 'chat'
          ? { message: { role: 'assistant', content: text, refusal: null } }
          : { text }),
        logprobs: null,
        finish_reason: finishReason(finish.reason),
      })),
      usage: totalUsage(
        choices.map(({ finish }) => finish),
        this.#options,
      ),
    };
  }

  /** One chunk of a stream. */
  delta(index: number, text: string, reason: FinishReason | null): object {
    const content = reason === null ? { content: text } : {};
    return this.#chunk(index, this.#options.kind === 'chat' ? { delta: content } : { text }, reason);
  }

  /** The chunk that opens a choice: the protocol names the role before any text. */
  role(index: number): object | null {
    return this.#options.kind === 'chat'
      ? this.#chunk(index, { delta: { role: 'assistant', content: '' } }, null)
      : null;
  }

  /** The last chunk, for who asked for it: no choices, only counts. */
  usage(finishes: readonly FinishEvent[]): object {
    return { ...this.#head(this.#chunkKind), choices: [], usage: totalUsage(finishes, this.#options) };
  }

  get #chunkKind(): string {
    return this.#options.kind === 'chat' ? 'chat.completion.chunk' : 'text_completion';
  }

  #chunk(index: number, part: object, reason: FinishReason | null): object {
    const choice = { index, ...part, logprobs: null, finish_reason: reason && finishReason(reason) };
    return { ...this.#head(this.#chunkKind), choices: [choice] };
  }

  #head(object: string): object {
    const { id, model, nowSeconds } = this.#options;
    return { id, object, created: Math.floor(nowSeconds), model };
  }
}

/** The protocol has no word for an answer cut short by the clock: it is an error there. */
function finishReason(reason: FinishReason): 'stop' | 'length' {
  if (reason === 'stop' || reason === 'length') return reason;
  throw new HttpError(504, reason, `generation ended early: ${reason}`);
}
