import type { FinishEvent, FinishReason, TokenEvent } from '../../generation.js';
import { HttpError } from '../http-error.js';
import type { Choice } from './echo.js';
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
  full(choices: readonly Choice[]): object {
    return {
      ...this.#head(this.#isChat ? 'chat.completion' : 'text_completion'),
      choices: choices.map(({ text, reasoning, finish, logprobs = null }, index) => ({
        index,
        ...(this.#isChat ? { message: message(text, reasoning) } : { text }),
        logprobs,
        finish_reason: finishReason(finish.reason),
      })),
      usage: totalUsage(
        choices.map(({ finish }) => finish),
        this.#options,
      ),
    };
  }

  /** The chunk of one token; null for one that says nothing here: completions have no place for what is thought. */
  token(index: number, { text, content }: TokenEvent, logprobs: object | null): object | null {
    if (text === '' && !logprobs) return null;
    if (!content) return this.#chunk(index, this.#isChat ? { delta: { content: text } } : { text }, logprobs);
    if (content === 'tool' || !this.#isChat) return null;
    return this.#chunk(index, { delta: { reasoning_content: text } }, logprobs);
  }

  /** The chunk that ends a choice. */
  end(index: number, reason: FinishReason): object {
    return this.#chunk(index, this.#isChat ? { delta: {} } : { text: '' }, null, finishReason(reason));
  }

  /** The chunk that opens a choice: the protocol names the role before any text. */
  role(index: number): object | null {
    return this.#isChat ? this.#chunk(index, { delta: { role: 'assistant', content: '' } }, null) : null;
  }

  /** The last chunk, for who asked for it: no choices, only counts. */
  usage(finishes: readonly FinishEvent[]): object {
    return { ...this.#head(this.#chunkKind), choices: [], usage: totalUsage(finishes, this.#options) };
  }

  get #isChat(): boolean {
    return this.#options.kind === 'chat';
  }

  get #chunkKind(): string {
    return this.#isChat ? 'chat.completion.chunk' : 'text_completion';
  }

  #chunk(index: number, part: object, logprobs: object | null, reason: string | null = null): object {
    const choice = { index, ...part, logprobs, finish_reason: reason };
    return { ...this.#head(this.#chunkKind), choices: [choice] };
  }

  #head(object: string): object {
    const { id, model, nowSeconds } = this.#options;
    return { id, object, created: Math.floor(nowSeconds), model };
  }
}

/** Thoughts by the name that vLLM, SGLang and llama.cpp gave them. */
const message = (content: string, reasoning: string | undefined) => ({
  role: 'assistant',
  content,
  refusal: null,
  ...(reasoning !== undefined && { reasoning_content: reasoning }),
});

/** The protocol has no word for an answer cut short by the clock: it is an error there. */
function finishReason(reason: FinishReason): 'stop' | 'length' {
  if (reason === 'stop' || reason === 'length') return reason;
  throw new HttpError(504, reason, `generation ended early: ${reason}`);
}
