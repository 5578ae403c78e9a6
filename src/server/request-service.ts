import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { type Clock, nowMs } from '../clock.js';
import { Admission } from './admission.js';
import { BackendMemory } from './backend-memory.js';
import { HttpError } from './http-error.js';
import type { ServerLimits } from './limits.js';
import { MeasuredStream } from './measured-stream.js';
import { OpenRequests } from './open-requests.js';
import { checkPromptLengths } from './prompt-limit.js';
import type { ScheduledBackend, SchedulerBackends } from './scheduler-backends.js';
import type { ServedModel } from './served-model.js';
import type { Order, ServedRequests } from './served-requests.js';

export interface RequestServiceOptions {
  readonly backends: SchedulerBackends;
  readonly limits: ServerLimits;
  /** Told about the requests of an order when it has ended, however it did. */
  readonly onEnd: (served: ServedRequests) => Promise<void>;
  readonly tokenizer: ServedModel['tokenizer'];
  readonly clock?: Clock;
}

/** Between the routes and the backends: admission, cancellation, deadlines, and the measuring of every request. */
export class RequestService {
  readonly backends: SchedulerBackends;
  readonly limits: ServerLimits;
  readonly admission: Admission;
  readonly memory = new BackendMemory();
  readonly #onEnd: RequestServiceOptions['onEnd'];
  readonly #tokenizer: RequestServiceOptions['tokenizer'];
  readonly #clock: Clock;
  readonly #open = new OpenRequests();
  #draining = false;

  constructor({ backends, limits, onEnd, tokenizer, clock = nowMs }: RequestServiceOptions) {
    this.backends = backends;
    this.limits = limits;
    this.admission = new Admission(limits.pending);
    this.#onEnd = onEnd;
    this.#tokenizer = tokenizer;
    this.#clock = clock;
  }

  get ready(): boolean {
    return this.backends.ready && !this.#draining;
  }

  /**
   * Submits the requests of an order together and gives their streams to `use`. They are cancelled when the client
   * leaves, when `use` throws or returns early, and when their time is over.
   */
  async generate(
    reply: FastifyReply,
    order: Order,
    use: (served: ServedRequests) => Promise<void>,
  ): Promise<void> {
    if (this.#draining) throw new HttpError(503, 'shutting_down', 'this server is shutting down', null, 5);
    const arrivedAtMs = this.#clock();
    const prompts = order.requests.map(({ prompt }) => prompt);
    checkPromptLengths(prompts, this.limits.promptTokens, this.#tokenizer);
    const leave = this.admission.enter(order.requests.length);
    const open = this.#open.enter(reply.raw);
    try {
      const scheduled = await this.backends.open(order.mode, order.scheduler);
      await this.memory.read(scheduled.backend); // the first time: its baseline, before any request
      const streams = this.#submit(order, scheduled, arrivedAtMs, open.signal);
      await this.#watch({ order, scheduled, streams, pending: this.admission.pending }, use);
    } finally {
      open.end();
      leave(this.#clock() - arrivedAtMs);
    }
  }

  /** What one request measured, by the log's names: the end of `/stream`, and each result of `/batch`. */
  async result({ scheduled, streams }: ServedRequests, index: number): Promise<object> {
    const stream = streams[index]!;
    const memory = await this.memory.read(scheduled.backend);
    return { request_id: stream.request.id, scheduler: scheduled.scheduler, ...stream.measures(), ...memory };
  }

  /** No new requests; resolves when those in flight have ended, by themselves or after `drainMs`. */
  async drain(): Promise<void> {
    this.#draining = true;
    const timer = setTimeout(() => this.#open.cancelAll(), this.limits.drainMs);
    await this.admission.empty();
    clearTimeout(timer);
  }

  #submit(
    order: Order,
    { backend, scheduler }: ScheduledBackend,
    arrivedAtMs: number,
    signal: AbortSignal,
  ): MeasuredStream[] {
    const id = randomUUID();
    const { mode } = order;
    const delivery = { delivery: mode, signal };
    const requests = order.requests.map((request, index) => ({
      ...request,
      id: `${id}/${index}`,
      ...delivery,
    }));
    const streams =
      scheduler === 'sequential'
        ? requests.flatMap((request) => backend.submit([request])) // separate submits queue
        : backend.submit(requests);
    return streams.map(
      (stream, i) =>
        new MeasuredStream({ request: requests[i]!, stream, mode, arrivedAtMs, clock: this.#clock }),
    );
  }

  /** Leaves what `use` left open, and the streams of a backend that neither answers nor keeps its deadline. */
  async #watch(served: ServedRequests, use: (served: ServedRequests) => Promise<void>): Promise<void> {
    const { streams, order } = served;
    const deadlineMs = Math.max(...order.requests.map((request) => request.deadlineMs ?? 0));
    const watchdog = setTimeout(
      () => Promise.all(streams.map((stream) => stream.expire())),
      deadlineMs + this.limits.deadlineGraceMs,
    );
    try {
      await use(served);
    } finally {
      clearTimeout(watchdog);
      await Promise.all(streams.map((stream) => stream.return()));
      await this.#onEnd(served);
    }
  }
}
