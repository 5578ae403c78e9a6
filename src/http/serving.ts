import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { FastifyReply } from 'fastify';
import { type Clock, nowMs } from '../clock.js';
import type { GenerateRequest, Mode, Scheduler } from '../generation.js';
import { Admission } from './admission.js';
import { HttpError } from './failure.js';
import { Job } from './job.js';
import type { Lane, Lanes } from './lanes.js';
import type { ServerLimits } from './limits.js';
import { BackendMemory } from './memory.js';
import { checkPromptLengths } from './prompt-limit.js';
import type { ServedModel } from './served-model.js';

/** What one HTTP request asks for. */
export interface Order {
  readonly requests: readonly Omit<GenerateRequest, 'id' | 'signal'>[];
  readonly mode: Mode;
  readonly scheduler?: Scheduler;
  readonly promptId: string;
}

/** Requests being served, with the lane that serves them. */
export interface Served {
  readonly order: Order;
  readonly lane: Lane;
  readonly jobs: readonly Job[];
  /** Requests in the server when these were submitted, themselves included. */
  readonly pending: number;
}

export interface ServingOptions {
  readonly lanes: Lanes;
  readonly limits: ServerLimits;
  /** Told about the requests of an order when it has ended, however it did. */
  readonly onEnd: (served: Served) => Promise<void>;
  readonly countTokens: ServedModel['countTokens'];
  readonly clock?: Clock;
}

/** Between the routes and the backends: admission, cancellation, deadlines, and the measuring of every request. */
export class Serving {
  readonly lanes: Lanes;
  readonly limits: ServerLimits;
  readonly admission: Admission;
  readonly memory = new BackendMemory();
  readonly #onEnd: ServingOptions['onEnd'];
  readonly #countTokens: ServingOptions['countTokens'];
  readonly #clock: Clock;
  readonly #open = new Set<AbortController>();
  #draining = false;

  constructor({ lanes, limits, onEnd, countTokens, clock = nowMs }: ServingOptions) {
    this.lanes = lanes;
    this.limits = limits;
    this.admission = new Admission(limits.pending);
    this.#onEnd = onEnd;
    this.#countTokens = countTokens;
    this.#clock = clock;
  }

  get ready(): boolean {
    return this.lanes.ready && !this.#draining;
  }

  /**
   * Submits the requests together and gives their streams to `use`. They are cancelled when the client leaves, when
   * `use` throws or returns early, and when their time is over.
   */
  async generate(reply: FastifyReply, order: Order, use: (served: Served) => Promise<void>): Promise<void> {
    if (this.#draining) throw new HttpError(503, 'shutting_down', 'this server is shutting down', null, 5);
    const arrivedAtMs = this.#clock();
    const prompts = order.requests.map(({ prompt }) => prompt);
    checkPromptLengths(prompts, this.limits.promptTokens, this.#countTokens);
    const leave = this.admission.enter(order.requests.length);
    const abort = new AbortController();
    setMaxListeners(0, abort.signal); // one for each request of a batch
    const onClose = () => abort.abort();
    reply.raw.once('close', onClose);
    if (reply.raw.destroyed) onClose();
    this.#open.add(abort);
    try {
      const lane = await this.lanes.open(order.mode, order.scheduler);
      await this.memory.read(lane.backend); // the first time: its baseline, before any request
      const jobs = this.#submit(order, lane, arrivedAtMs, abort.signal);
      await this.#watch({ order, lane, jobs, pending: this.admission.pending }, use);
    } finally {
      reply.raw.off('close', onClose);
      this.#open.delete(abort);
      leave(this.#clock() - arrivedAtMs);
    }
  }

  /** What one request measured, by the log's names: the end of `/stream`, and each result of `/batch`. */
  async result({ lane, jobs }: Served, index: number): Promise<object> {
    const job = jobs[index]!;
    const memory = await this.memory.read(lane.backend);
    return { request_id: job.request.id, scheduler: lane.scheduler, ...job.measures(), ...memory };
  }

  /** No new requests; resolves when those in flight have ended, by themselves or after `drainMs`. */
  async drain(): Promise<void> {
    this.#draining = true;
    const timer = setTimeout(() => {
      for (const abort of this.#open) abort.abort();
    }, this.limits.drainMs);
    await this.admission.empty();
    clearTimeout(timer);
  }

  #submit(order: Order, { backend, scheduler }: Lane, arrivedAtMs: number, signal: AbortSignal): Job[] {
    const id = randomUUID();
    const requests = order.requests.map((request, index) => ({ ...request, id: `${id}/${index}`, signal }));
    const { mode } = order;
    const streams =
      scheduler === 'sequential'
        ? requests.flatMap((request) => backend.submit([request])) // separate submits queue
        : backend.submit(requests);
    return streams.map(
      (stream, i) => new Job({ request: requests[i]!, stream, mode, arrivedAtMs, clock: this.#clock }),
    );
  }

  /** Leaves what `use` left open, and the streams of a backend that neither answers nor keeps its deadline. */
  async #watch(served: Served, use: (served: Served) => Promise<void>): Promise<void> {
    const { jobs, order } = served;
    const deadlineMs = Math.max(...order.requests.map((request) => request.deadlineMs ?? 0));
    const watchdog = setTimeout(
      () => Promise.all(jobs.map((job) => job.expire())),
      deadlineMs + this.limits.deadlineGraceMs,
    );
    try {
      await use(served);
    } finally {
      clearTimeout(watchdog);
      await Promise.all(jobs.map((job) => job.return()));
      await this.#onEnd(served);
    }
  }
}
