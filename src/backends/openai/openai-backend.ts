import { nowMs } from '../../clock.js';
import { BackendError, InputError } from '../../errors.js';
import type { EventChannel } from '../../event-channel.js';
import type { Backend, BackendInfo, FinishReason, GenerateRequest } from '../../generation.js';
import type { Tokenizer } from '../../model/tokenizer.js';
import { RequestLife, type TokenText } from '../../request-life.js';
import { HttpStatusError, isLoopback } from '../../wire/client.js';
import { checkUntokenised } from '../check-untokenised.js';
import { closedStreams } from '../closed.js';
import { refuseScores } from '../refuse-scores.js';
import type { BackendSpec, OpenAiSettings } from '../spec.js';
import type { AnswerReader } from './answer-reader.js';
import { OpenAiClient } from './client.js';
import { countHere, type Received } from './count-here.js';
import { openai } from './description.js';
import { readServerMetrics } from './server-metrics.js';
import { usageOf } from './usage.js';

interface Row {
  readonly life: RequestLife;
  /** Leaves the server. */
  readonly abort: AbortController;
  received: Received;
}

/** What connecting found out. */
interface OpenAiParts {
  readonly headers: Readonly<Record<string, string>>;
  readonly tokenizer: Tokenizer | null;
  readonly contextLength: number | null;
  /** Which server it is, where that is known. */
  readonly versions: BackendInfo['versions'];
}

/** The server's text comes in pieces that are no tokens, and ends before its stop strings. */
const NO_TOKENS: TokenText = { push: () => '', flush: () => '' };
const NO_EOS: ReadonlySet<number> = new Set();

/** Statuses with which servers blame the request, and not themselves. */
const BAD_REQUEST: readonly number[] = [400, 413, 422];

export class OpenAiBackend implements Backend {
  readonly info: BackendInfo;
  readonly #rows = new Set<Row>();
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;
  readonly #spec: BackendSpec;
  readonly #settings: OpenAiSettings;
  readonly #client: OpenAiClient;
  readonly #tokenizer: Tokenizer | null;

  constructor(
    spec: BackendSpec,
    settings: OpenAiSettings,
    { headers, tokenizer, contextLength, versions }: OpenAiParts,
  ) {
    this.#spec = spec;
    this.#settings = settings;
    this.#client = new OpenAiClient(spec.model, settings, headers);
    this.#tokenizer = tokenizer;

    this.info = {
      backend: 'openai',
      modelId: spec.model,
      modelHash: null,
      dtype: 'unknown',
      device: 'remote',
      threads: null,
      schedulers: openai.schedulers,
      dummyWeights: false,
      contextLength,
      versions,
      tells: openai.tells,
      isServer: openai.isServer,
      isElsewhere: !isLoopback(settings.baseUrl),
    };
  }

  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    if (this.#closed) return closedStreams(requests);
    const rows = requests.map((request) => this.#open(request));
    const all = () => Promise.all(rows.map((row) => this.#run(row)));
    if (this.#spec.scheduler === 'static') this.#last = this.#last.then(all);
    else if (this.#spec.scheduler === 'sequential') {
      for (const row of rows) this.#last = this.#last.then(() => this.#run(row));
    } else void all();
    return rows.map(({ life }) => life.channel);
  }

  metrics(): Promise<string | null> {
    return readServerMetrics(this.#settings);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { life } of this.#rows) life.cancel();
    await this.#last;
  }

  #open(request: GenerateRequest): Row {
    const abort = new AbortController();
    const life = new RequestLife({
      request,
      submittedAtMs: nowMs(),
      text: NO_TOKENS,
      eosTokenIds: NO_EOS,
      onAbandoned: () => this.#leave(row),
    });
    const row: Row = { life, abort, received: { text: '', pieces: 0 } };
    this.#rows.add(row);
    try {
      this.#check(request);
      life.startTimer();
      life.listen();
    } catch (error) {
      life.fail(error);
    }
    return row;
  }

  #check(request: GenerateRequest): void {
    checkUntokenised(request);
    refuseScores(request, 'openai');
    if (this.#settings.api === 'completions' || typeof request.prompt === 'string') return;
    throw new InputError('a chat takes no token ids; give the prompt as text, or take --api completions', {
      parameter: 'prompt',
    });
  }

  /** Its stream says at once that it has ended early, whatever the server does. */
  #leave(row: Row): void {
    this.#rows.delete(row);
    row.abort.abort();
    const { life } = row;
    const early = life.reason;
    if (early) this.#finish(row, early, undefined);
  }

  async #run(row: Row): Promise<void> {
    if (row.life.ended) return;
    try {
      const { reason, usage } = await this.#ask(row);
      if (!reason) throw new BackendError(BROKEN_OFF);
      this.#finish(row, reason, usage);
    } catch (error) {
      row.life.fail(isBadRequest(error) ? new InputError(error.message, { cause: error }) : error);
    } finally {
      this.#rows.delete(row);
    }
  }

  /** Another machine's clock cannot be compared with ours: its tokens count as made when they came in. */
  #ask(row: Row): Promise<AnswerReader> {
    return this.#client.ask(row.life.request, row.abort, (piece, emittedAtMs) => {
      const { text, pieces: index } = row.received;
      if (index > ENDLESS * row.life.request.maxNewTokens) throw new BackendError(endless(row.life.request));
      row.received = { text: text + piece.text, pieces: index + 1 };
      row.life.channel.push({ kind: 'token', index, tokenId: null, ...piece, emittedAtMs });
    });
  }

  /** @param told the server's `usage` */
  #finish({ life, received }: Row, reason: FinishReason, told: unknown): void {
    if (received.pieces === 0 && life.reason === undefined) throw new BackendError(nothingCame(reason));
    const usage = usageOf(told);
    const counts = usage ?? countHere(this.#tokenizer, life.request, received, reason, told);
    const { forceLength, maxNewTokens } = life.request;
    if (forceLength && reason === 'stop' && counts.outputTokens < maxNewTokens) {
      throw new BackendError(
        `the server ended after ${counts.outputTokens} of exactly ${maxNewTokens} tokens: it does not know ignore_eos; use --length natural`,
      );
    }
    life.settle({
      kind: 'finish',
      reason,
      ...counts,
      computedTokens: counts.outputTokens,
      ...(!usage && { countedHere: true }),
    });
  }
}

const BROKEN_OFF =
  'the server ended the stream without saying why it finished; one that drops an answer when the next request comes ' +
  'must be told not to (llama-cpp-python: --interrupt_requests false)';

/** Chunks of less than a token are rare, of so much less there are none. */
const ENDLESS = 16;

const endless = ({ maxNewTokens }: GenerateRequest): string =>
  `the server does not stop: ${ENDLESS * maxNewTokens} chunks came where at most ${maxNewTokens} tokens were asked for`;

const nothingCame = (reason: FinishReason): string =>
  `the server ended the answer (${reason}) without a token of text, thinking or a tool call: nothing can be measured; ask another prompt, or take --api chat`;

const isBadRequest = (error: unknown): error is HttpStatusError =>
  error instanceof HttpStatusError && BAD_REQUEST.includes(error.status);
