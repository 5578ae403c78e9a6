import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { BackendLoad, Mode, Scheduler } from '../generation.js';
import type { RequestMeasures } from '../metrics/recorder.js';
import type { SchedulerBackends } from './scheduler-backends.js';

/** Seconds: from one fast decode step to a long answer. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const LABELS = ['mode', 'scheduler'];

/** What Prometheus reads: base units (seconds), as its conventions ask. Each server has its own registry. */
export class Telemetry {
  readonly registry = new Registry();
  readonly #ttft = this.#histogram(
    'ttft_seconds',
    'request received → first token handed over; streams only',
  );
  readonly #itl = this.#histogram(
    'itl_seconds',
    'mean gap between token deliveries of a request; streams only',
  );
  readonly #latency = this.#histogram('request_seconds', 'request received → last token handed over');
  readonly #tokens = this.#counter(
    'output_tokens_total',
    'tokens handed over by requests that finished',
    LABELS,
  );
  readonly #requests = this.#counter('requests_total', 'requests that ended', [...LABELS, 'status']);

  constructor(pending: () => number, backends: SchedulerBackends) {
    this.#gauge('pending_requests', 'requests accepted and not yet finished', pending);
    this.#gauge('ready', '1 when the model can take a request', () => Number(backends.ready));
    this.#gauge('model_restarts', 'times a model process had to be started again', () => backends.restarts);
    const engines = (read: (load: BackendLoad) => number) => () =>
      backends.loaded.flatMap(({ scheduler, backend }) => {
        const load = backend.load?.();
        return load ? [[scheduler, read(load)] as const] : [];
      });
    this.#gauges(
      'engine_running_requests',
      'requests that share the steps',
      engines((load) => load.running),
    );
    this.#gauges(
      'engine_waiting_requests',
      'requests that wait for a slot',
      engines((load) => load.waiting),
    );
    this.#gauges(
      'kv_cache_used_ratio',
      'share of the key-value cache that running requests hold',
      engines((load) => load.kvUsedTokens / load.kvCapacityTokens),
    );
  }

  observe(measures: RequestMeasures, mode: Mode, scheduler: Scheduler): void {
    const labels = { mode, scheduler };
    this.#requests.inc({ ...labels, status: measures.status });
    this.#tokens.inc(labels, measures.output_len ?? 0);
    const observe = (histogram: Histogram, ms: number | null) =>
      ms !== null && histogram.observe(labels, ms / 1000);
    observe(this.#ttft, measures.ttft_ms);
    observe(this.#itl, measures.tpot_ms);
    observe(this.#latency, measures.total_latency_ms);
  }

  #histogram(name: string, help: string): Histogram {
    return new Histogram({ ...this.#named(name, help), labelNames: LABELS, buckets: BUCKETS });
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ ...this.#named(name, help), labelNames });
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      ...this.#named(name, help),
      collect() {
        this.set(read());
      },
    });
  }

  #gauges(name: string, help: string, read: () => (readonly [Scheduler, number])[]): void {
    new Gauge({
      ...this.#named(name, help),
      labelNames: ['scheduler'],
      collect() {
        for (const [scheduler, value] of read()) this.set({ scheduler }, value);
      },
    });
  }

  #named(name: string, help: string) {
    return { name: `streambatch_${name}`, help, registers: [this.registry] };
  }
}
