import { randomUUID } from 'node:crypto';
import { type Clock, nowMs } from '../clock.js';
import { log } from '../logging.js';
import type { MemoryColumns } from '../metrics/process-memory.js';
import { logRow, NO_TRIAL, type RowPlace } from '../results/row.js';
import type { LogRow } from '../results/schema.js';
import { wayColumns } from '../ways.js';
import type { ServedRequests } from './served-requests.js';

/** Where rows go. */
export interface RowSink {
  append(rows: readonly LogRow[]): Promise<void>;
}

/**
 * Writes a row for every request, without making one wait for the disk: rows that come while a write is under way
 * go together in the next. A log that cannot be written is reported once, and the server goes on.
 */
export class RequestLog {
  readonly #runId = randomUUID();
  readonly #wallClockOffsetMs: number;
  #requests = 0;
  #batches = 0;
  #waiting: LogRow[] = [];
  #writing: Promise<void> | undefined;
  #reported = false;
  readonly #sink: RowSink;
  readonly #configHash: string;

  constructor(sink: RowSink, configHash: string, clock: Clock = nowMs) {
    this.#sink = sink;
    this.#configHash = configHash;

    this.#wallClockOffsetMs = Date.now() - clock();
  }

  add(served: ServedRequests, memory: MemoryColumns): void {
    this.#waiting.push(...this.#rowsOf(served, memory));
    this.#writing ??= this.#write();
  }

  /** Resolves when every row so far is on disk (or was given up). */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  #rowsOf({ order, scheduled, streams, pending }: ServedRequests, memory: MemoryColumns): LogRow[] {
    const { mode, promptId } = order;
    const { scheduler, backend } = scheduled;
    const batchIndex = scheduler === 'static' ? this.#batches++ : null;
    const batchSize = { sequential: 1, static: streams.length, continuous: pending }[scheduler];
    return streams.map((stream) => {
      const place: RowPlace = {
        ...wayColumns({ mode, scheduler, batchSize }),
        run_id: this.#runId,
        trial_id: `serve/${mode}/${scheduler}`,
        block: 0,
        request_index: this.#requests++,
        prompt_id: promptId,
        prompt_category: null,
        seed: stream.request.sampling?.seed ?? 0,
        config_hash: this.#configHash,
        source: 'server',
        batch_index: batchIndex,
        workload_hash: null,
      };
      const sentAt = new Date(stream.arrivedAtMs + this.#wallClockOffsetMs);
      return logRow(backend.info, stream.request, place, sentAt, stream.measures(), {
        ...NO_TRIAL,
        ...memory,
      });
    });
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const rows = this.#waiting;
      this.#waiting = [];
      await this.#sink.append(rows).catch((error: Error) => {
        if (!this.#reported) log.error(`requests are no longer logged: ${error.message}`);
        this.#reported = true;
      });
    }
    this.#writing = undefined;
  }
}
