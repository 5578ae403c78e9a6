import type { GenerationEvent } from '../../../src/generation.js';
import type { Sent, Target } from '../../../src/load/target.js';
import { latencyOf } from '../../../src/metrics/latency.js';
import { percentile } from '../../../src/metrics/statistics/index.js';

/** What a row says of the pace of a request, beside its time to first token. */
const PACE = ['itl_p50_ms', 'itl_p95_ms', 'tpot_ms'] as const;

/** How far the client's times are from those that `openai-source.ts` writes into its texts, ms. */
export class StampErrors {
  readonly #ttft: number[] = [];
  readonly #gaps: number[] = [];
  readonly #rows: Readonly<Record<(typeof PACE)[number], number[]>> = {
    itl_p50_ms: [],
    itl_p95_ms: [],
    tpot_ms: [],
  };

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

  /** Median, 5th and 95th percentile: of the time to first token, of single gaps, and of what a row says of its gaps. */
  summary(): Readonly<Record<string, object>> {
    const rows = PACE.map((name) => [`${name} of a row`, spread(this.#rows[name])]);
    return { ttftErrorMs: spread(this.#ttft), gapErrorMs: spread(this.#gaps), ...Object.fromEntries(rows) };
  }

  #watch({ recorder }: Sent): void {
    const onEvent = recorder.onEvent.bind(recorder);
    const tokens: Stamped[] = [];
    recorder.onEvent = (event: GenerationEvent, received: number) => {
      if (event.kind === 'token') tokens.push(stamped(event.text, received));
      else this.#hold(tokens, recorder.sentAtMs);
      onEvent(event, received);
    };
  }

  #hold(tokens: readonly Stamped[], sentAtMs: number): void {
    const [first] = tokens;
    if (!first) return;
    this.#ttft.push(first.received - sentAtMs - (first.written - first.arrived));
    for (const [i, { received, written }] of tokens.slice(1).entries()) {
      const before = tokens[i]!;
      this.#gaps.push(received - before.received - (written - before.written));
    }
    const seen = rowOf(tokens.map(({ received }) => received));
    const known = rowOf(tokens.map(({ written }) => written));
    for (const name of PACE)
      if (seen[name] !== null && known[name] !== null) this.#rows[name].push(seen[name] - known[name]);
  }
}

interface Stamped {
  readonly arrived: number;
  readonly written: number;
  readonly received: number;
}

function stamped(text: string, received: number): Stamped {
  const [arrived, written] = text.split(' ').map(Number) as [number, number];
  return { arrived, written, received };
}

/** What the log would say of a stream whose tokens came at these times. */
const rowOf = (times: readonly number[]) =>
  latencyOf({
    mode: 'stream',
    sentAtMs: 0,
    receivedAtMs: times,
    emittedAtMs: times,
    answeredAtMs: undefined,
    handedOverAtMs: undefined,
    outputTokens: times.length,
  });

function spread(values: readonly number[]): object {
  const at = (share: number) => percentile(values, share)?.value.toFixed(3) ?? 'too few';
  return { median: at(0.5), p05: at(0.05), p95: at(0.95), n: values.length };
}
