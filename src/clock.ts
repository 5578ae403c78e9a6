import { setImmediate, setTimeout } from 'node:timers/promises';

/**
 * The one clock: milliseconds of CLOCK_MONOTONIC, the same in every process of this machine since its boot,
 * so that a token's time in the model's process and its time at the caller can be subtracted.
 */
export type Clock = () => number;

/**
 * Milliseconds since the machine started, with a resolution below a microsecond. Differences mean something, the value
 * does not; `Date` is for the time of day.
 */
export const nowMs: Clock = () => Number(process.hrtime.bigint()) / 1e6;

/** setTimeout rounds to whole milliseconds and fires late; the rest is waited out turn by turn. */
const TIMER_MARGIN_MS = 2;

/** Resolves at a time of the clock, within a turn of the event loop. */
export async function waitUntil(timeMs: number, clock: Clock = nowMs): Promise<void> {
  const coarse = timeMs - clock() - TIMER_MARGIN_MS;
  if (coarse > 0) await setTimeout(coarse);
  while (clock() < timeMs) await setImmediate();
}
