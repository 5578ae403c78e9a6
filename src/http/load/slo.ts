import { InputError } from '../../errors.js';
import type { RequestMeasures } from '../../metrics/recorder.js';

/** What a user is promised; absent: not promised. */
export interface Slo {
  readonly ttftMs?: number;
  readonly tpotMs?: number;
  readonly latencyMs?: number;
}

const NAMES: Readonly<Record<string, keyof Slo>> = { ttft: 'ttftMs', tpot: 'tpotMs', latency: 'latencyMs' };

/** Reads `ttft=500,tpot=50` (ms). @throws InputError */
export function parseSlo(text: string): Slo {
  const entries = text.split(',').map((part) => {
    const [, name, value] = /^\s*(\w+)=(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    const key = NAMES[name ?? ''];
    if (!key)
      throw new InputError(
        `--slo "${part}" is none of ttft=MS, tpot=MS, latency=MS; for example ttft=500,tpot=50`,
      );
    return [key, Number(value)] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Whether a request kept the promise. In batch delivery the first token is seen with the last one, so that its wait
 * is the whole latency; there is no pace between tokens to promise.
 */
export function meets(slo: Slo, { status, ttft_ms, tpot_ms, total_latency_ms }: RequestMeasures): boolean {
  if (status !== 'ok' || total_latency_ms === null) return false;
  const within = (value: number | null, limit: number | undefined) =>
    limit === undefined || value === null || value <= limit;
  return (
    within(ttft_ms ?? total_latency_ms, slo.ttftMs) &&
    within(tpot_ms, slo.tpotMs) &&
    within(total_latency_ms, slo.latencyMs)
  );
}
