import { BackendError } from '../../errors.js';
import type { FinishReason } from '../../generation.js';

interface Chunk {
  readonly error?: { readonly message?: unknown };
  readonly choices?: readonly {
    readonly text?: unknown;
    readonly delta?: { readonly content?: unknown };
    readonly finish_reason?: unknown;
  }[];
  readonly usage?: { readonly prompt_tokens?: unknown; readonly completion_tokens?: unknown } | null;
}

export interface Usage {
  readonly promptTokens: number;
  readonly outputTokens: number;
}

/**
 * What one OpenAI-compatible server says in the events of one stream, of completions or chat. Servers differ: some
 * open with a role alone, some send empty chunks, usage before or after the last choice, or no [DONE].
 */
export class AnswerReader {
  #reason: FinishReason | undefined;
  #usage: Usage | undefined;
  #done = false;

  /** Undefined until the server has said why it ended. */
  get reason(): FinishReason | undefined {
    return this.#reason;
  }

  /** The server has said that nothing more comes. */
  get done(): boolean {
    return this.#done;
  }

  /** The last counts the server gave; undefined when it gave none. */
  get usage(): Usage | undefined {
    return this.#usage;
  }

  /**
   * @param name the event's type, @param data its data
   * @returns the text it adds: empty for an event that opens, counts or closes
   * @throws BackendError for an error that the server tells, or something that is not the protocol
   */
  read(name: string | undefined, data: string): string {
    if (this.#done) return '';
    if (data.trim() === '[DONE]') {
      this.#done = true;
      return '';
    }
    const chunk = parse(data);
    if (chunk.error || name === 'error') {
      throw new BackendError(`the server broke off: ${textOf(chunk.error?.message) || data.slice(0, 200)}`);
    }
    this.#usage = usageOf(chunk) ?? this.#usage;
    const choice = chunk.choices?.[0];
    if (typeof choice?.finish_reason === 'string') {
      this.#reason = choice.finish_reason === 'length' ? 'length' : 'stop';
    }
    return textOf(choice?.text) || textOf(choice?.delta?.content);
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function parse(data: string): Chunk {
  try {
    const chunk: unknown = JSON.parse(data);
    if (typeof chunk === 'object' && chunk !== null) return chunk;
  } catch {
    // told below, with the text
  }
  throw new BackendError(`the server sent something that is no JSON object: ${data.slice(0, 200)}`);
}

function usageOf({ usage }: Chunk): Usage | undefined {
  const { prompt_tokens: promptTokens, completion_tokens: outputTokens } = usage ?? {};
  if (typeof promptTokens !== 'number' || typeof outputTokens !== 'number') return undefined;
  return { promptTokens, outputTokens };
}
