import { BackendError } from '../../errors.js';
import type { FinishReason } from '../../generation.js';
import { type Piece, piecesOf, type Said } from './pieces.js';

interface Chunk {
  readonly error?: { readonly message?: unknown };
  readonly choices?: readonly Choice[];
  readonly usage?: unknown;
}

interface Choice extends Said {
  readonly index?: unknown;
  readonly delta?: Said | null;
  readonly message?: Said | null;
  readonly finish_reason?: unknown;
}

/**
 * What one OpenAI-compatible server says in the events of one stream, of completions or chat, or in one whole answer.
 * Servers differ: some open with a role alone, some send empty chunks, usage in every chunk, before or after the last
 * choice, or no [DONE].
 */
export class AnswerReader {
  #reason: FinishReason | undefined;
  #usage: unknown;
  #done = false;

  /** Undefined until the server has said why it ended. */
  get reason(): FinishReason | undefined {
    return this.#reason;
  }

  /** The server has said that nothing more comes. */
  get done(): boolean {
    return this.#done;
  }

  /** The last `usage` that the server told, as it stands there; undefined when it told none. */
  get usage(): unknown {
    return this.#usage;
  }

  /**
   * @param name the event's type, @param data its data
   * @returns what it adds: nothing for an event that opens, counts or closes
   * @throws BackendError for an error that the server tells, or something that is not the protocol
   */
  read(name: string | undefined, data: string): Piece[] {
    if (this.#done) return [];
    if (data.trim() === '[DONE]') {
      this.#done = true;
      return [];
    }
    const chunk = parse(data);
    if (name === 'error' && !chunk.error) throw brokenOff(data);
    return this.#chunk(chunk);
  }

  /** @param answer whole, and parsed @throws BackendError as `read` does */
  readWhole(answer: unknown): Piece[] {
    this.#done = true;
    if (typeof answer === 'object' && answer !== null) return this.#chunk(answer);
    throw noObject(JSON.stringify(answer));
  }

  #chunk(chunk: Chunk): Piece[] {
    if (chunk.error) throw brokenOff(chunk.error.message ?? JSON.stringify(chunk));
    this.#usage = chunk.usage ?? this.#usage;
    const choices = Array.isArray(chunk.choices) ? (chunk.choices as (Choice | null)[]) : [];
    return choices.flatMap((choice) => (choice ? this.#choice(choice) : []));
  }

  #choice(choice: Choice): Piece[] {
    if (typeof choice.index === 'number' && choice.index > 0) throw new BackendError(SEVERAL);
    const { finish_reason: reason } = choice;
    if (typeof reason === 'string') {
      if (FAILED.test(reason)) throw brokenOff(reason);
      this.#reason = reason === 'length' ? 'length' : 'stop';
    }
    return piecesOf(choice.delta ?? choice.message ?? choice);
  }
}

/** vLLM and SGLang say `abort` of a request that they gave up. */
const FAILED = /abort|error|cancel/i;

const SEVERAL = 'the server sends several answers to one prompt; it must be asked for one';

const brokenOff = (words: unknown): BackendError =>
  new BackendError(`the server broke off: ${String(words).slice(0, 200)}`);

function parse(data: string): Chunk {
  try {
    const chunk: unknown = JSON.parse(data);
    if (typeof chunk === 'object' && chunk !== null) return chunk;
  } catch {
    // told below, with the text
  }
  throw noObject(data);
}

const noObject = (data: string): BackendError =>
  new BackendError(`the server sent something that is no JSON object: ${data.slice(0, 200)}`);
