import { InputError } from '../errors.js';

/**
 * A rate is sustained where at least this share of the requests keeps the promise: the "SLO attainment" of goodput as
 * DistServe defines it (Zhong et al. 2024, OSDI, section 2.1), which takes 90 %.
 */
export const SUSTAINED_SHARE = 0.9;

/** What is promised unless something else is said. */
export const USUAL_SLO = 'ttft=500,tpot=50';

/** What a request's row or recorder says of it. */
export interface Kept {
  readonly status: string;
  readonly ttft_ms: number | null;
  readonly tpot_ms: number | null;
  readonly total_latency_ms: number | null;
}

/** What a user is promised; absent: not promised. */
export interface Slo {
  /** Until something can be read, ms. */
  readonly ttftMs?: number;
  /** A token after the first, ms. */
  readonly tpotMs?: number;
  /** Until the answer is complete, ms. */
  readonly latencyMs?: number;
}

const NAMES: Readonly<Record<string, keyof Slo>> = { ttft: 'ttftMs', tpot: 'tpotMs', latency: 'latencyMs' };

/**
 * Reads a promise such as `ttft=500,tpot=50` (ms).
 * @throws InputError for anything but `ttft=MS`, `tpot=MS` and `latency=MS`, separated by commas
 * @example
 * ```ts
 * import { parseSlo } from 'streambatch/analysis';
 *
 * parseSlo('ttft=500,tpot=50'); // → { ttftMs: 500, tpotMs: 50 }
 * ```
 */
export function parseSlo(text: string): Slo {
  const entries = text.split(',').map((part) => {
    const [, name, value] = /^\s*(\w+)=(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    const key = NAMES[name ?? ''];
    if (!key)
      throw new InputError(
        `the promise "${part}" is none of ttft=MS, tpot=MS, latency=MS; for example ttft=500,tpot=50`,
      );
    return [key, Number(value)] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Whether a request kept the promise. In batch delivery the first token is seen with the last one, so that its wait
 * is the whole latency; there is no pace between tokens to promise.
 */
export function meets(slo: Slo, { status, ttft_ms, tpot_ms, total_latency_ms }: Kept): boolean {
  if (status !== 'ok' || total_latency_ms === null) return false;
  const within = (value: number | null, limit: number | undefined) =>
    limit === undefined || value === null || value <= limit;
  return (
    within(ttft_ms ?? total_latency_ms, slo.ttftMs) &&
    within(tpot_ms, slo.tpotMs) &&
    within(total_latency_ms, slo.latencyMs)
  );
}

/** "something to read within 500 ms, 50 ms a token after it". */
export function sloText({ ttftMs, tpotMs, latencyMs }: Slo): string {
  const parts = [
    ttftMs === undefined ? [] : [`something to read within ${ttftMs} ms`],
    tpotMs === undefined ? [] : [`at most ${tpotMs} ms a token after the first`],
    latencyMs === undefined ? [] : [`the whole answer within ${latencyMs} ms`],
  ];
  return parts.flat().join(', ');
}
