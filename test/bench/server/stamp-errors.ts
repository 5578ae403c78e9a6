import type { GenerationEvent } from '../../../src/generation.js';
import type { Sent, Target } from '../../../src/load/target.js';
import { percentile } from '../../../src/metrics/statistics/index.js';

/** How far the client's times are from those that `openai-source.ts` writes into its texts, ms. */
export class StampErrors {
  readonly #ttft: number[] = [];
  readonly #itl: number[] = [];

  /** The same target, each of whose tokens is held against its text as the recorder stamps it. */
  watching(target: Target): Target {
    return {
      info: target.info,
      send: (group, family, signal) => {
        for (const one of group) this.#watch(one);
        return target.send(group, family, signal);
      },
    };
  }

  /** Median, 5th and 95th percentile: of the time to first token, and of the gaps between tokens. */
  summary(): Readonly<Record<'ttftErrorMs' | 'itlErrorMs', object>> {
    return { ttftErrorMs: spread(this.#ttft), itlErrorMs: spread(this.#itl) };
  }

  #watch({ recorder }: Sent): void {
    const onEvent = recorder.onEvent.bind(recorder);
    let before: Stamped | undefined;
    recorder.onEvent = (event: GenerationEvent, received: number) => {
      if (event.kind === 'token') before = this.#hold(event.text, received, recorder.sentAtMs, before);
      onEvent(event, received);
    };
  }

  #hold(text: string, received: number, sentAtMs: number, before?: Stamped): Stamped {
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
