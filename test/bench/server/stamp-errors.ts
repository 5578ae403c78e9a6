import { nowMs } from '../../../src/clock.js';
import type { Backend, GenerationStream, TokenEvent } from '../../../src/generation.js';
import { percentile } from '../../../src/metrics/statistics/index.js';

/** How far the client's times are from those that `openai-source.ts` writes into its texts, ms. */
export class StampErrors {
  readonly #ttft: number[] = [];
  readonly #itl: number[] = [];

  /** The same backend, each of whose tokens is held against its text as it is read. */
  watching(backend: Backend): Backend {
    const submit: Backend['submit'] = (requests) => {
      const sentAtMs = nowMs();
      return backend.submit(requests).map((stream) => this.#read(stream, sentAtMs));
    };
    return { info: backend.info, submit, close: () => backend.close() };
  }

  /** Median, 5th and 95th percentile: of the time to first token, and of the gaps between tokens. */
  summary(): Readonly<Record<'ttftErrorMs' | 'itlErrorMs', object>> {
    return { ttftErrorMs: spread(this.#ttft), itlErrorMs: spread(this.#itl) };
  }

  async *#read(stream: GenerationStream, sentAtMs: number): GenerationStream {
    let before: Stamped | undefined;
    for await (const event of stream) {
      if (event.kind === 'token') before = this.#hold(event, sentAtMs, before);
      yield event;
    }
  }

  #hold({ text, emittedAtMs: received }: TokenEvent, sentAtMs: number, before?: Stamped): Stamped {
    const [arrived, written] = text.split(' ').map(Number) as [number, number];
    if (before) this.#itl.push(received - before.received - (written - before.written));
    else this.#ttft.push(received - sentAtMs - (written - arrived));
    return { received, written };
  }
}

interface Stamped {
  readonly received: number;
  readonly written: number;
}

function spread(values: readonly number[]): object {
  const at = (share: number) => percentile(values, share)?.value.toFixed(3) ?? 'too few';
  return { median: at(0.5), p05: at(0.05), p95: at(0.95), n: values.length };
}
