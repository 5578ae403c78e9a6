import { nowMs, turnMs } from '../../clock.js';
import type { GenerateRequest } from '../../generation.js';
import { HttpStatusError, postForEvents, postJson } from '../../wire/client.js';
import type { OpenAiSettings } from '../spec.js';
import { AnswerReader } from './answer-reader.js';
import { Patience } from './patience.js';
import type { Piece } from './pieces.js';
import { asList } from './prompt-list.js';
import { type Asked, type LimitName, requestBody } from './request-body.js';

/** Told of each piece, with the time at which it came. */
export type OnPiece = (piece: Piece, receivedAtMs: number) => void;

const PATHS = { completions: 'completions', chat: 'chat/completions' } as const;

/**
 * Asks one server. A request is sent once: a connection that breaks fails it, so that no token is ever counted twice;
 * only what was refused before it began is asked again, by the other name of its limit, and what a server never had, as it
 * had closed the connection that was kept.
 */
export class OpenAiClient {
  readonly #model: string;
  readonly #settings: OpenAiSettings;
  readonly #headers: Readonly<Record<string, string>>;
  /** Newer models of OpenAI refuse the name that all other servers know. */
  #limit: LimitName = 'max_tokens';

  constructor(model: string, settings: OpenAiSettings, headers: Readonly<Record<string, string>>) {
    this.#model = model;
    this.#settings = settings;
    this.#headers = headers;
  }

  /**
   * The answer, in events or whole as the request says.
   * @param abort leaves the server
   * @throws HttpStatusError; BackendError for a server that breaks off or stalls; the reason of `abort`
   */
  ask(request: GenerateRequest, abort: AbortController, onPiece: OnPiece): Promise<AnswerReader> {
    return this.#withLimit(async (limit) =>
      request.delivery === 'batch'
        ? readWhole(await this.#whole(request, limit, abort), onPiece)
        : await this.#stream(request, limit, abort, onPiece),
    );
  }

  /** The whole answer to all of them, as it came. @param requests that differ in their prompts alone @throws as `ask` */
  askList(requests: readonly GenerateRequest[], abort: AbortController): Promise<unknown> {
    return this.#withLimit((limit) => this.#whole(asList(requests), limit, abort));
  }

  async #withLimit<T>(send: (limit: LimitName) => Promise<T>): Promise<T> {
    const limit = this.#limit;
    try {
      return await send(limit);
    } catch (error) {
      if (limit !== 'max_tokens' || !wantsOtherLimit(error)) throw error;
      const answer = await send('max_completion_tokens');
      this.#limit = 'max_completion_tokens';
      return answer;
    }
  }

  async #whole(asked: Asked, limit: LimitName, abort: AbortController): Promise<unknown> {
    const patience = new Patience(this.#settings.stallMs, true, abort);
    try {
      const options = { headers: this.#headers, signal: abort.signal };
      return await postJson(this.#url, this.#body(asked, limit), options);
    } finally {
      patience.end();
    }
  }

  async #stream(
    request: GenerateRequest,
    limit: LimitName,
    abort: AbortController,
    onPiece: OnPiece,
  ): Promise<AnswerReader> {
    const patience = new Patience(this.#settings.stallMs, false, abort);
    const options = { headers: this.#headers, signal: abort.signal, onBytes: () => patience.heard() };
    try {
      return await readStream(this.#url, this.#body(request, limit), options, (piece, atMs) => {
        patience.told();
        onPiece(piece, atMs);
      });
    } finally {
      patience.end();
    }
  }

  get #url(): string {
    return `${this.#settings.baseUrl}/${PATHS[this.#settings.api]}`;
  }

  #body(asked: Asked, limit: LimitName): object {
    return requestBody(asked, this.#model, this.#settings, limit);
  }
}

async function readStream(
  url: string,
  body: object,
  options: Parameters<typeof postForEvents>[3],
  onPiece: OnPiece,
): Promise<AnswerReader> {
  const reader = new AnswerReader();
  const onEvent = ({ event, data }: { event?: string; data: string }) => {
    const receivedAtMs = turnMs();
    for (const piece of reader.read(event, data)) onPiece(piece, receivedAtMs);
  };
  try {
    await postForEvents(url, body, onEvent, options);
  } catch (error) {
    if (!reader.done) throw error; // else the connection was torn down behind a complete answer
  }
  return reader;
}

function readWhole(answer: unknown, onPiece: OnPiece): AnswerReader {
  const receivedAtMs = nowMs();
  const reader = new AnswerReader();
  for (const piece of reader.readWhole(answer)) onPiece(piece, receivedAtMs);
  return reader;
}

/**
 * "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead." One that only finds the limit too
 * large must not be asked again: where it ignores the other name, it would answer as if there were none.
 */
const wantsOtherLimit = (error: unknown): boolean =>
  error instanceof HttpStatusError &&
  error.status === 400 &&
  /max_completion_tokens\W+instead/.test(error.message);
