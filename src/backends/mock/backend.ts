import { type Clock, nowMs, waitUntil as waitOnClock } from '../../clock.js';
import { EventChannel } from '../../event-channel.js';
import type { Backend, BackendInfo, FinishReason, GenerateRequest, Scheduler } from '../../generation.js';
import { type Random, seededRandom } from '../../workload/random.js';
import { type MockTimes, mockTimes } from '../spec.js';

interface Row {
  readonly request: GenerateRequest;
  readonly channel: EventChannel;
  readonly length: number;
  /** Of the prompt: decides the output. */
  readonly hash: number;
  made: number;
  computed: number;
  cancelled: boolean;
}

/** Requests that end together: one batch under the static scheduler, else one request. */
type Group = Row[];

export interface MockOptions {
  readonly times?: Partial<MockTimes>;
  readonly scheduler?: Scheduler;
  readonly clock?: Clock;
  readonly waitUntil?: (timeMs: number) => Promise<void>;
}

/**
 * No model: tokens at known times, so that whatever measures them can be checked. The first token of a group
 * comes `prefillMs` after it starts, every further one a step of `decodeMs` (± seeded jitter) later, on an absolute
 * schedule that does not drift. Output depends on the prompt alone: equal in every batch.
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
  #looping: Promise<void> | undefined;

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
      schedulers: ['sequential', 'static', 'continuous'],
      dummyWeights: true,
      contextLength: null,
      versions: {},
    };
  }

  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    const group = requests.map(newRow);
    if (this.#scheduler === 'static') this.#queue.push(group);
    else this.#queue.push(...group.map((row) => [row]));
    if (!this.#looping && this.#queue.length > 0) this.#looping = this.#loop();
    return group.map((row) => row.channel);
  }

  async close(): Promise<void> {
    for (const row of [...this.#queue, ...this.#active].flat()) row.cancelled = true;
    await this.#looping;
  }

  async #loop(): Promise<void> {
    let due = this.#clock();
    while (this.#queue.length + this.#active.length > 0) {
      while (this.#queue.length > 0 && (this.#active.length === 0 || this.#scheduler === 'continuous')) {
        const group = this.#queue.shift()!;
        this.#active.push(group);
        due += this.#times.prefillMs;
        await this.#waitUntil(due);
        this.#emit(group);
      }
      this.#retire();
      if (this.#active.length === 0) continue;
      due += this.#times.decodeMs * (1 + this.#times.jitter * (2 * this.#random() - 1));
      await this.#waitUntil(due);
      for (const group of this.#active) this.#emit(group);
      this.#retire();
    }
    this.#looping = undefined; // here and not in a later turn, in which a submit would find a loop that has ended
  }

  #emit(group: Group): void {
    const emittedAtMs = this.#clock();
    for (const row of group) {
      row.computed++;
      if (row.made >= row.length || row.cancelled) continue;
      const tokenId = mixed(row.hash + row.made) % 50_000;
      row.channel.push({ kind: 'token', index: row.made++, tokenId, text: ` w${tokenId}`, emittedAtMs });
    }
  }

  /** Ends the groups all of whose rows are done: the others' rows are computed on, as in a real static batch. */
  #retire(): void {
    for (const group of [...this.#active]) {
      if (!group.every((row) => row.cancelled || row.made >= row.length)) continue;
      this.#active.splice(this.#active.indexOf(group), 1);
      for (const row of group) {
        row.channel.push({
          kind: 'finish',
          reason: reasonOf(row),
          promptTokens: promptTokens(row.request),
          outputTokens: row.made,
          computedTokens: row.computed,
        });
      }
    }
  }
}

function newRow(request: GenerateRequest): Row {
  const cancel = () => {
    row.cancelled = true;
  };
  const hash = promptHash(request.prompt);
  const row: Row = {
    request,
    channel: new EventChannel(cancel),
    length: outputLength(request, hash),
    hash,
    made: 0,
    computed: 0,
    cancelled: request.signal?.aborted ?? false,
  };
  request.signal?.addEventListener('abort', cancel);
  return row;
}

function reasonOf(row: Row): FinishReason {
  if (row.made < row.length) return 'cancelled';
  return row.length < row.request.maxNewTokens ? 'stop' : 'length';
}

/** FNV-1a over the characters: what the mock computes itself is taken for time of the instrument, so it must be little. */
function promptHash(prompt: GenerateRequest['prompt']): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < prompt.length; i++) {
    const character = typeof prompt === 'string' ? prompt.charCodeAt(i) : prompt[i]!;
    hash = Math.imul(hash ^ character, 0x01000193);
  }
  return hash >>> 0;
}

/** The finaliser of MurmurHash3: neighbours become unlike. */
function mixed(value: number): number {
  let mix = value >>> 0;
  mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}

const promptTokens = ({ prompt }: GenerateRequest) =>
  typeof prompt === 'string' ? prompt.split(/\s+/).filter(Boolean).length + 1 : prompt.length;

/** Natural lengths lie between half of the maximum and the maximum. */
function outputLength({ maxNewTokens, forceLength }: GenerateRequest, hash: number): number {
  if (forceLength) return maxNewTokens;
  const half = Math.ceil(maxNewTokens / 2);
  return half + (mixed(hash - 1) % (maxNewTokens - half + 1));
}
