import { HttpStatusError, postForEvents, postJson } from '../../../src/wire/client.js';
import type { Random } from '../../../src/workload/random.js';
import type { Golden } from '../../support/golden.js';

/** What the clients of a soak have seen. */
export interface SoakCounts {
  requests: number;
  disconnects: number;
  malformed: number;
  wrongTokens: number;
  serverErrors: number;
  unexpected: string[];
}

const MALFORMED: readonly (readonly [string, unknown])[] = [
  ['/stream', { prompt: '' }],
  ['/stream', { prompt: 'a', max_new_tokens: -1 }],
  ['/stream', { prompt: 'a', surprise: 1 }],
  ['/batch', { prompts: [] }],
  ['/batch', [1, 2, 3]],
  ['/v1/completions', { prompt: 'a', temperature: 'hot' }],
  ['/v1/chat/completions', { messages: 'hi' }],
  ['/nowhere', {}],
  // Refused by the model itself, whose context is 1,024 tokens.
  ['/stream', { prompt: 'word '.repeat(1500) }],
  ['/batch', { prompts: ['a', 'word '.repeat(1500)] }],
];

const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)]!;

/** Clients that ask, leave in the middle (one in five) and talk nonsense (one in twenty), and check every token. */
export class SoakClients {
  readonly counts: SoakCounts = {
    requests: 0,
    disconnects: 0,
    malformed: 0,
    wrongTokens: 0,
    serverErrors: 0,
    unexpected: [],
  };

  constructor(
    private readonly url: string,
    private readonly golden: readonly Golden[],
    private readonly random: Random,
  ) {}

  async run(clients: number, until: () => boolean): Promise<void> {
    const client = async () => {
      while (!until()) await this.#one().catch((error: Error) => this.#note(error));
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  async #one(): Promise<void> {
    this.counts.requests++;
    const dice = this.random();
    if (dice < 0.05) return this.#nonsense();
    if (dice < 0.25) return this.#leave();
    return dice < 0.6 ? this.#stream() : this.#batch();
  }

  async #nonsense(): Promise<void> {
    this.counts.malformed++;
    const [path, body] = pick(MALFORMED, this.random);
    const error: unknown = await postJson(this.url + path, body).then(
      () => new Error(`${path} took ${JSON.stringify(body)}`),
      (error) => error,
    );
    if (!(error instanceof HttpStatusError) || error.status >= 500) throw error;
  }

  async #leave(): Promise<void> {
    this.counts.disconnects++;
    const abort = new AbortController();
    const after = Math.floor(this.random() * 12);
    if (after === 0) setImmediate(() => abort.abort());
    await this.#stream(abort, after).catch((error) => {
      if (!abort.signal.aborted) throw error;
    });
  }

  async #stream(abort = new AbortController(), leaveAfter = Number.POSITIVE_INFINITY): Promise<void> {
    const { prompt, greedy_ids } = pick(this.golden, this.random);
    const max_new_tokens = 1 + Math.floor(this.random() * greedy_ids.length);
    const ids: number[] = [];
    await postForEvents(
      `${this.url}/stream`,
      { prompt, max_new_tokens },
      ({ event, data }) => {
        if (event === 'error') throw new Error(data);
        if (event === 'token') this.#check(ids.push(JSON.parse(data).token_id) - 1, ids, greedy_ids);
        if (ids.length >= leaveAfter) abort.abort();
      },
      { signal: abort.signal },
    );
    if (!abort.signal.aborted && ids.length !== max_new_tokens) this.counts.wrongTokens++;
  }

  async #batch(): Promise<void> {
    const asked = [1, 2, 3].map(() => pick(this.golden, this.random));
    const max_new_tokens = Math.min(...asked.map(({ greedy_ids }) => greedy_ids.length));
    const prompts = asked.map(({ prompt }) => prompt);
    const answer = (await postJson(`${this.url}/batch`, { prompts, max_new_tokens })) as {
      results: { token_ids: number[] }[];
    };
    for (const [i, { token_ids }] of answer.results.entries()) {
      for (const place of token_ids.keys()) this.#check(place, token_ids, asked[i]!.greedy_ids);
    }
  }

  #check(place: number, ids: readonly number[], golden: readonly number[]): void {
    if (ids[place] !== golden[place]) this.counts.wrongTokens++;
  }

  #note(error: Error): void {
    if (error instanceof HttpStatusError && error.status >= 500) this.counts.serverErrors++;
    this.counts.unexpected.push(error.message);
  }
}
