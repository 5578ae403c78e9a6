import { nowMs } from '../../clock.js';
import { BackendError, InputError } from '../../errors.js';
import type { EventChannel } from '../../event-channel.js';
import type { Backend, BackendInfo, FinishReason, GenerateRequest } from '../../generation.js';
import type { Tokenizer } from '../../model/tokenizer.js';
import { RequestLife, type TokenText } from '../../request-life.js';
import { isLoopback } from '../../wire/client.js';
import { checkUntokenised } from '../check-untokenised.js';
import { closedStreams } from '../closed.js';
import { refuseScores } from '../refuse-scores.js';
import type { BackendSpec, OpenAiSettings } from '../spec.js';
import type { AnswerReader } from './answer-reader.js';
import { OpenAiClient } from './client.js';
import { countHere } from './count-here.js';
import { openai } from './description.js';
import { ListAsker } from './list-asker.js';
import { type Counts, fail, finish, type Row, reasonOf, receive } from './row.js';
import { readServerMetrics } from './server-metrics.js';
import { usageOf } from './usage.js';

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

export class OpenAiBackend implements Backend {
  readonly info: BackendInfo;
  readonly #rows = new Set<Row>();
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;
  readonly #spec: BackendSpec;
  readonly #settings: OpenAiSettings;
  readonly #client: OpenAiClient;
  readonly #lists: ListAsker;
  readonly #tokenizer: Tokenizer | null;

  constructor(
    spec: BackendSpec,
    settings: OpenAiSettings,
    { headers, tokenizer, contextLength, versions }: OpenAiParts,
  ) {
    this.#spec = spec;
    this.#settings = settings;
    this.#client = new OpenAiClient(spec.model, settings, headers);
    this.#lists = new ListAsker(this.#client, settings, tokenizer);
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
    const all = () => this.#runAll(rows);
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
    if (early) finish(row, early, this.#count(row, early, undefined));
  }

  /** In one request, or each in its own, at once. */
  async #runAll(rows: readonly Row[]): Promise<void> {
    const open = rows.filter(({ life }) => !life.ended);
    if (await this.#lists.run(open)) for (const row of open) this.#rows.delete(row);
    else await Promise.all(open.map((row) => this.#run(row)));
  }

  async #run(row: Row): Promise<void> {
    if (row.life.ended) return;
    if (row.life.request.delivery === 'batch') row.batchRequest = 'each';
    try {
      const answer = await this.#ask(row);
      const reason = reasonOf(row.received.pieces, answer);
      finish(row, reason, this.#count(row, reason, answer.usage));
    } catch (error) {
      fail(row, error);
    } finally {
      this.#rows.delete(row);
    }
  }

  #ask(row: Row): Promise<AnswerReader> {
    const { request } = row.life;
    return this.#client.ask(request, row.abort, (piece, emittedAtMs) => {
      if (row.received.pieces > ENDLESS * request.maxNewTokens) throw new BackendError(endless(request));
      receive(row, piece, emittedAtMs);
    });
  }

  /** @param told the server's `usage` */
  #count({ life, received }: Row, reason: FinishReason, told: unknown): Counts {
    const usage = usageOf(told);
    if (usage) return { ...usage, countedHere: false };
    return { ...countHere(this.#tokenizer, life.request, received, reason, told), countedHere: true };
  }
}

/** Chunks of less than a token are rare, of so much less there are none. */
const ENDLESS = 16;

const endless = ({ maxNewTokens }: GenerateRequest): string =>
  `the server does not stop: ${ENDLESS * maxNewTokens} chunks came where at most ${maxNewTokens} tokens were asked for`;
