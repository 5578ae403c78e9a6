import type { FinishEvent, FinishReason } from '../../generation.js';
import { HttpError } from '../http-error.js';

/** OpenAI-shaped answers of one request. */
export class AnswerShape {
  readonly #created: number;
  readonly #kind: 'completion' | 'chat';
  readonly #id: string;
  readonly #model: string;
  /** Choices of one prompt: its tokens are counted once. */
  readonly #choicesPerPrompt: number;

  constructor(
    kind: 'completion' | 'chat',
    id: string,
    model: string,
    choicesPerPrompt: number,
    nowSeconds: number,
  ) {
    this.#kind = kind;
    this.#id = id;
    this.#model = model;
    this.#choicesPerPrompt = choicesPerPrompt;

    this.#created = Math.floor(nowSeconds);
  }

  /** The whole answer. */
  full(choices: readonly { text: string; finish: FinishEvent }[]): object {
    return {
      ...this.#head(this.#kind === 'chat' ? 'chat.completion' : 'text_completion'),
      choices: choices.map(({ text, finish }, index) => ({
        index,
        ...(this.#kind === 'chat'
          ? { message: { role: 'assistant', content: text, refusal: null } }
          : { text }),
        logprobs: null,
        finish_reason: finishReason(finish.reason),
      })),
      usage: this.#counts(choices.map(({ finish }) => finish)),
    };
  }

  /** One chunk of a stream. */
  delta(index: number, text: string, reason: FinishReason | null): object {
    const content = reason === null ? { content: text } : {};
    return this.#chunk(index, this.#kind === 'chat' ? { delta: content } : { text }, reason);
  }

  /** The chunk that opens a choice: the protocol names the role before any text. */
  role(index: number): object | null {
    return this.#kind === 'chat'
      ? this.#chunk(index, { delta: { role: 'assistant', content: '' } }, null)
      : null;
  }

  /** The last chunk, for who asked for it: no choices, only counts. */
  usage(finishes: readonly FinishEvent[]): object {
    return { ...this.#head(this.#chunkKind), choices: [], usage: this.#counts(finishes) };
  }

  #counts(finishes: readonly FinishEvent[]): object {
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    const firsts = finishes.filter((_, index) => index % this.#choicesPerPrompt === 0);
    const prompt_tokens = sum(firsts.map((finish) => finish.promptTokens));
    const completion_tokens = sum(finishes.map((finish) => finish.outputTokens));
    return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
  }

  get #chunkKind(): string {
    return this.#kind === 'chat' ? 'chat.completion.chunk' : 'text_completion';
  }

  #chunk(index: number, part: object, reason: FinishReason | null): object {
    const choice = { index, ...part, logprobs: null, finish_reason: reason && finishReason(reason) };
    return { ...this.#head(this.#chunkKind), choices: [choice] };
  }

  #head(object: string): object {
    return { id: this.#id, object, created: this.#created, model: this.#model };
  }
}

/** The protocol has no word for an answer cut short by the clock: it is an error there. */
function finishReason(reason: FinishReason): 'stop' | 'length' {
  if (reason === 'stop' || reason === 'length') return reason;
  throw new HttpError(504, reason, `generation ended early: ${reason}`);
}
