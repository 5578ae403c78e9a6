import type { GenerateRequest, Mode, Scheduler } from '../generation.js';
import type { MeasuredStream } from './measured-stream.js';
import type { ScheduledBackend } from './scheduler-backends.js';

/** What one HTTP request asks for: requests to a backend, to be submitted together. */
export interface Order {
  readonly requests: readonly Omit<GenerateRequest, 'id' | 'signal'>[];
  readonly mode: Mode;
  /** Absent: the server's own choice for the mode. */
  readonly scheduler?: Scheduler;
  /** Goes into the log as it is. */
  readonly promptId: string;
}

/** The requests of an order, and the backend that serves them. */
export interface ServedRequests {
  readonly order: Order;
  readonly scheduled: ScheduledBackend;
  /** One a request, in their order. */
  readonly streams: readonly MeasuredStream[];
  /** Requests in the server when these were submitted, themselves included. */
  readonly pending: number;
}
