import { nowMs } from '../../clock.js';
import { BackendError, InputError } from '../../errors.js';
import { EventChannel } from '../../event-channel.js';
import type { Backend, BackendInfo, FinishReason, GenerateRequest } from '../../generation.js';
import { loadTokenizer, type Tokenizer } from '../../model/tokenizer.js';
import { getJson, HttpStatusError, postForEvents } from '../../wire/client.js';
import { type BackendSpec, type OpenAiSettings, openAiSettings } from '../spec.js';
import { AnswerReader } from './answer-reader.js';

/**
 * Any OpenAI-compatible server (vLLM, SGLang, TGI, llama.cpp, Ollama, streambatch serve). What runs there schedules
 * as it likes; `scheduler` says what is asked of it: one request at a time, a group at a time, or all at once.
 * @throws InputError for missing settings, an unknown model or a bad key; BackendError when nobody answers
 */
export async function connectOpenAi(spec: BackendSpec): Promise<Backend> {
  const settings = openAiSettings.safeParse(spec.openai);
  if (!settings.success)
    throw new InputError('backend openai needs --base-url, like http://127.0.0.1:8000/v1');
  const { apiKeyEnv, tokenizer } = settings.data;
  const key = apiKeyEnv === undefined ? undefined : process.env[apiKeyEnv];
  if (apiKeyEnv !== undefined && !key)
    throw new InputError(`--api-key-env ${apiKeyEnv}: the environment variable ${apiKeyEnv} is not set`);
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
  await checkModel(settings.data.baseUrl, spec.model, headers);
  return new OpenAiBackend(spec, settings.data, headers, tokenizer ? await loadTokenizer(tokenizer) : null);
}

/** A server that lists its models must have this one. */
async function checkModel(baseUrl: string, model: string, headers: Record<string, string>): Promise<void> {
  let list: { data?: { id?: string }[] };
  try {
    list = (await getJson(`${baseUrl}/models`, { headers })) as typeof list;
  } catch (error) {
    if (!(error instanceof HttpStatusError)) throw error;
    if (error.status === 404) return; // a server without that list
    throw new InputError(`${baseUrl}/models: ${error.message}`);
  }
  const ids = Array.isArray(list?.data) ? list.data.map((entry) => entry?.id) : []; // whatever came
  if (ids.length === 0 || ids.includes(model)) return;
  throw new InputError(`the server has no model "${model}"; --model must be one of ${ids.join(', ')}`);
}

interface Row {
  readonly request: GenerateRequest;
  readonly channel: EventChannel;
  readonly abort: AbortController;
  received: { text: string; pieces: number };
}

class OpenAiBackend implements Backend {
  readonly info: BackendInfo;
  readonly #rows = new Set<Row>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly spec: BackendSpec,
    private readonly settings: OpenAiSettings,
    private readonly headers: Record<string, string>,
    private readonly tokenizer: Tokenizer | null,
  ) {
    this.info = {
      backend: 'openai',
      modelId: spec.model,
      modelHash: null,
      dtype: 'unknown',
      device: 'remote',
      threads: null,
      schedulers: ['sequential', 'static', 'continuous'],
      dummyWeights: false,
      contextLength: null,
      versions: {},
    };
  }

  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    const rows = requests.map((request) => this.#open(request));
    const all = () => Promise.all(rows.map((row) => this.#run(row)));
    if (this.spec.scheduler === 'static') this.#last = this.#last.then(all);
    else if (this.spec.scheduler === 'sequential') {
      for (const row of rows) this.#last = this.#last.then(() => this.#run(row));
    } else void all();
    return rows.map((row) => row.channel);
  }

  async close(): Promise<void> {
    for (const row of this.#rows) this.#end(row, 'cancelled');
    await this.#last;
  }

  #open(request: GenerateRequest): Row {
    const row: Row = {
      request,
      abort: new AbortController(),
      channel: new EventChannel(() => this.#end(row, 'cancelled')),
      received: { text: '', pieces: 0 },
    };
    this.#rows.add(row);
    const { signal, deadlineMs } = request;
    const cancel = () => this.#end(row, 'cancelled');
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    const timer = deadlineMs && setTimeout(() => this.#end(row, 'deadline'), deadlineMs);
    row.abort.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    return row;
  }

  /** Ends a request early: its stream says so at once, whatever the server does. */
  #end(row: Row, reason: 'cancelled' | 'deadline'): void {
    if (!row.channel.ended) this.#finish(row, reason, null);
    this.#forget(row);
  }

  #forget(row: Row): void {
    this.#rows.delete(row);
    row.abort.abort();
  }

  async #run(row: Row): Promise<void> {
    if (row.channel.ended) return;
    try {
      const reader = await this.#read(row);
      if (!reader.reason) throw new BackendError(BROKEN_OFF);
      this.#finish(row, reader.reason, reader);
    } catch (error) {
      row.channel.fail(error instanceof BackendError ? error : new BackendError((error as Error).message));
    } finally {
      this.#forget(row);
    }
  }

  /** One request, sent once: a connection that breaks fails it, so that no token is ever counted twice. */
  async #read(row: Row): Promise<AnswerReader> {
    const { baseUrl, api, stallMs } = this.settings;
    const reader = new AnswerReader();
    let index = 0;
    const stalled = setTimeout(
      () => row.abort.abort(new BackendError(`the server sent nothing for ${stallMs} ms`)),
      stallMs,
    );
    const onEvent = ({ event, data }: { event?: string; data: string }) => {
      const receivedAtMs = nowMs();
      const text = reader.read(event, data);
      if (text === '') return;
      row.received = { text: row.received.text + text, pieces: index + 1 };
      // Another machine's clock cannot be compared with ours: its token counts as made when it came in.
      row.channel.push({ kind: 'token', index: index++, tokenId: null, text, emittedAtMs: receivedAtMs });
    };
    try {
      await postForEvents(`${baseUrl}/${PATHS[api]}`, this.#body(row.request), onEvent, {
        headers: this.headers,
        signal: row.abort.signal,
        onBytes: () => stalled.refresh(),
      });
    } catch (error) {
      if (!reader.done) throw error; // else the connection was torn down behind a complete answer
    } finally {
      clearTimeout(stalled);
    }
    return reader;
  }

  #body({ prompt, maxNewTokens, forceLength, sampling, stop }: GenerateRequest): object {
    const chat = this.settings.api === 'chat';
    return {
      model: this.spec.model,
      ...(chat ? { messages: [{ role: 'user', content: prompt }] } : { prompt }),
      max_tokens: maxNewTokens,
      temperature: sampling?.temperature ?? 0,
      ...(sampling?.topP !== undefined && { top_p: sampling.topP }),
      ...(sampling?.topK !== undefined && { top_k: sampling.topK }),
      ...(sampling?.seed !== undefined && { seed: sampling.seed }),
      ...(stop && { stop }),
      ...(forceLength && { ignore_eos: true }),
      stream: true,
      stream_options: { include_usage: true },
    };
  }

  #finish(row: Row, reason: FinishReason, reader: AnswerReader | null): void {
    const told = reader?.usage;
    const counts = told ?? this.#count(row, reason);
    const { forceLength, maxNewTokens } = row.request;
    if (forceLength && reason === 'stop' && counts.outputTokens < maxNewTokens) {
      throw new BackendError(
        `the server ended after ${counts.outputTokens} of exactly ${maxNewTokens} tokens: it does not know ignore_eos; use --length natural`,
      );
    }
    row.channel.push({
      kind: 'finish',
      reason,
      ...counts,
      computedTokens: counts.outputTokens,
      ...(!told && { countedHere: true }),
    });
  }

  /**
   * Counts of a server that gives none. Pieces of text are no tokens; for a request that was cut short they are the
   * least that was made.
   */
  #count({ request: { prompt }, received }: Row, reason: FinishReason) {
    const { tokenizer } = this;
    const cut = reason === 'cancelled' || reason === 'deadline';
    if (!tokenizer && !cut) {
      throw new BackendError(
        'the server gives no token counts (usage): name its tokenizer with --tokenizer FOLDER',
      );
    }
    const promptTokens = typeof prompt === 'string' ? (tokenizer?.encode(prompt).length ?? 0) : prompt.length;
    const outputTokens =
      tokenizer?.encode(received.text, { addSpecialTokens: false }).length ?? received.pieces;
    return { promptTokens, outputTokens };
  }
}

const BROKEN_OFF =
  'the server ended the stream without saying why it finished; one that drops an answer when the next request comes ' +
  'must be told not to (llama-cpp-python: --interrupt_requests false)';

const PATHS = { completions: 'completions', chat: 'chat/completions' } as const;
