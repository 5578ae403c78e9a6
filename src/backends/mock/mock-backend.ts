import { type Clock, nowMs, waitUntil as waitOnClock } from '../../clock.js';
import type { EventChannel } from '../../event-channel.js';
import type { Backend, BackendInfo, GenerateRequest, Scheduler } from '../../generation.js';
import { RequestLife, type TokenText } from '../../request-life.js';
import { type Random, seededRandom } from '../../workload/random.js';
import { checkUntokenised } from '../check-untokenised.js';
import { closedStreams } from '../closed.js';
import { refuseScores } from '../refuse-scores.js';
import { type MockTimes, mockTimes } from '../spec.js';
import { mock } from './description.js';
import { END_OF_SEQUENCE, promptTokens, TokenSource } from './tokens.js';

interface Row {
  readonly life: RequestLife;
  readonly tokens: TokenSource;
}

/** Requests that end together: one batch under the static scheduler, else one request. */
type Group = readonly Row[];

export interface MockOptions {
  readonly times?: Partial<MockTimes>;
  readonly scheduler?: Scheduler;
  readonly clock?: Clock;
  readonly waitUntil?: (timeMs: number) => Promise<void>;
}

const EOS_TOKEN_IDS: ReadonlySet<number> = new Set([END_OF_SEQUENCE]);
const WORDS: TokenText = { push: (tokenId) => ` w${tokenId}`, flush: () => '' };

/**
 * No model: tokens at known times, so that whatever measures them can be checked. The first token of a group
 * comes `prefillMs` after it starts, every further one a step of `decodeMs` (± seeded jitter) later, on an absolute
 * schedule that does not drift. Output depends on the prompt alone, whatever the sampling: equal in every batch.
 */
export class MockBackend implements Backend {
  readonly info: BackendInfo;
  readonly #times: MockTimes;
  readonly #scheduler: Scheduler;
  readonly #clock: Clock;
  readonly #waitUntil: (timeMs: number) => Promise<void>;
  readonly #random: Random;
  readonly #queue: Group[] = [];
  readonly #active: Group[] = [];
  /** Those that have a deadline, and have not been told that they ended. */
  readonly #timed = new Set<RequestLife>();
  /** When the step that runs ends. */
  #dueMs = 0;
  #looping: Promise<void> | undefined;
  #closed = false;

  constructor({ times, scheduler = 'static', clock = nowMs, waitUntil }: MockOptions = {}) {
    this.#times = mockTimes.parse(times ?? {});
    this.#scheduler = scheduler;
    this.#clock = clock;
    this.#waitUntil = waitUntil ?? ((timeMs) => waitOnClock(timeMs, clock));
    this.#random = seededRandom(this.#times.seed);
    this.info = {
      backend: 'mock',
      modelId: 'mock',
      modelHash: null,
      dtype: 'none',
      device: 'cpu',
      threads: 1,
      schedulers: mock.schedulers,
      dummyWeights: true,
      contextLength: null,
      versions: {},
      tells: mock.tells,
    };
  }

  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    if (this.#closed) return closedStreams(requests);
    const submittedAtMs = this.#clock();
    const group: Row[] = [];
    const channels = requests.map((request) => this.#open(request, submittedAtMs, group));
    if (this.#scheduler !== 'static') this.#queue.push(...group.map((row) => [row]));
    else if (group.length > 0) this.#queue.push(group);
    if (!this.#looping && this.#queue.length > 0) this.#looping = this.#loop();
    return channels;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { life } of [...this.#queue, ...this.#active].flat()) life.cancel();
    await this.#looping;
  }

  #open(request: GenerateRequest, submittedAtMs: number, group: Row[]): EventChannel {
    const onAbandoned = (left: RequestLife) => this.#conclude(left);
    const life = new RequestLife({
      request,
      submittedAtMs,
      text: WORDS,
      eosTokenIds: EOS_TOKEN_IDS,
      onAbandoned,
    });
    try {
      checkUntokenised(request);
      refuseScores(request, 'mock');
      if (request.deadlineMs !== undefined) this.#timed.add(life);
      life.listen();
      if (!life.ended) group.push({ life, tokens: new TokenSource(request) });
    } catch (error) {
      life.fail(error);
    }
    return life.channel;
  }

  async #loop(): Promise<void> {
    this.#dueMs = this.#clock();
    while (this.#queue.length + this.#active.length > 0) {
      while (this.#queue.length > 0 && (this.#active.length === 0 || this.#scheduler === 'continuous')) {
        const group = this.#queue.shift()!;
        if (group.every(isOver)) continue;
        this.#active.push(group);
        await this.#step(this.#times.prefillMs);
        this.#emit(group);
      }
      this.#retire();
      if (this.#active.length === 0) continue;
      await this.#step(this.#times.decodeMs * (1 + this.#times.jitter * (2 * this.#random() - 1)));
      for (const group of this.#active) this.#emit(group);
      this.#retire();
    }
    this.#looping = undefined; // here and not in a later turn, in which a submit would find a loop that has ended
  }

  /** Resolves when a step of so long is over. Every promise on the way would cost as much as a token: no async function. */
  #step(ms: number): Promise<void> {
    this.#dueMs += ms;
    return this.#timed.size === 0 ? this.#waitUntil(this.#dueMs) : this.#stepWithDeadlines();
  }

  /** Who has a deadline in the step ends there, also in the queue. */
  async #stepWithDeadlines(): Promise<void> {
    for (let next = this.#nextDeadline(); next <= this.#dueMs; next = this.#nextDeadline()) {
      await this.#waitUntil(next);
      this.#expire(next);
    }
    await this.#waitUntil(this.#dueMs);
  }

  /** Infinity where there is none. */
  #nextDeadline(): number {
    return Math.min(...[...this.#timed].map((life) => life.deadlineAtMs));
  }

  #expire(nowMs: number): void {
    for (const life of this.#timed) {
      if (life.deadlineAtMs > nowMs) continue;
      life.expire(nowMs);
      this.#timed.delete(life);
    }
  }

  #emit(group: Group): void {
    const emittedAtMs = this.#clock();
    for (const { life, tokens } of group) life.take(tokens.next(), emittedAtMs);
  }

  /** Ends the groups all of whose rows are done: the others' rows are computed on, as in a real static batch. */
  #retire(): void {
    for (const group of [...this.#active]) {
      if (!group.every(isOver)) continue;
      this.#active.splice(this.#active.indexOf(group), 1);
      for (const { life } of group) this.#conclude(life);
    }
  }

  #conclude(life: RequestLife): void {
    this.#timed.delete(life);
    life.promptTokens = promptTokens(life.request);
    life.close();
  }
}

const isOver = ({ life }: Row): boolean => life.ended;
