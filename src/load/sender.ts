import type { Clock } from '../clock.js';
import { RequestRecorder } from '../metrics/recorder.js';
import { type Family, familyNamed, type WayName } from '../ways.js';
import { Batcher } from './batcher.js';
import { InFlight } from './in-flight.js';
import type { LoadResult, Outcome } from './outcome.js';
import type { LoadRequest, Sent, Target } from './target.js';

export interface SenderOptions {
  readonly way: WayName;
  /** Most requests of one batch. */
  readonly batchSize: number;
  /** The n-th request. */
  readonly requestAt: (n: number) => LoadRequest;
  readonly target: Target;
  /** Gives up what is in flight. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

interface Started extends Sent {
  readonly readyAtMs: number;
}

/** Sends the requests of one load, each by itself or in batches, and keeps how they went. */
export class Sender {
  readonly startedAtMs: number;
  readonly #outcomes: Outcome[] = [];
  readonly #family: Family;
  readonly #inFlight: InFlight;
  readonly #batcher: Batcher<Started>;
  #batches = 0;
  readonly #options: SenderOptions;

  constructor(options: SenderOptions) {
    this.#options = options;

    this.#family = familyNamed(options.way);
    this.startedAtMs = options.clock();
    this.#inFlight = new InFlight(this.startedAtMs);
    this.#batcher = new Batcher((group) => this.#send(group), options.batchSize);
  }

  /** Sends the n-th request, in batch delivery as soon as a batch takes it. Resolves when it has ended; never rejects. */
  start(n: number, intendedAtMs: number): Promise<void> {
    const { requestAt, clock } = this.#options;
    const readyAtMs = clock();
    this.#inFlight.change(1, readyAtMs);
    const recorder = new RequestRecorder(this.#family.mode, intendedAtMs);
    const started = { request: requestAt(n), recorder, readyAtMs };
    return this.#family.scheduler === 'static' ? this.#batcher.add(started) : this.#send([started]);
  }

  /** What has ended by now. */
  result(): LoadResult {
    const endedAtMs = this.#options.clock();
    const meanInFlight = this.#inFlight.mean(endedAtMs);
    return { outcomes: this.#outcomes, startedAtMs: this.startedAtMs, endedAtMs, meanInFlight };
  }

  async #send(group: readonly Started[]): Promise<void> {
    const { target, signal, clock } = this.#options;
    const batchIndex = this.#family.scheduler === 'static' ? this.#batches++ : null;
    const sentAtMs = clock();
    const batchSize = this.#family.scheduler === 'continuous' ? this.#inFlight.count : group.length;
    const memory = await target.send(group, this.#family, signal);
    const endedAtMs = clock();
    this.#inFlight.change(-group.length, endedAtMs);
    for (const { request, recorder, readyAtMs } of group) {
      const times = { intendedAtMs: recorder.sentAtMs, readyAtMs, sentAtMs, endedAtMs };
      const measures = recorder.measures();
      this.#outcomes.push({ request, ...times, batchSize, batchIndex, measures, memory });
    }
  }
}
