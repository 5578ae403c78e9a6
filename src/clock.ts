import { setImmediate as afterReading } from 'node:timers';
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

/** When this turn of the event loop took in its first data; null between turns. */
let turnAtMs: number | null = null;

/**
 * The time at which the data that are taken in now had come, of the same clock: that of the first in this turn of the event loop.
 * What came on many connections together is read one after the other, and by `nowMs` the last would seem late by the work
 * for all others. To be called where data come in, and nowhere else.
 */
export const turnMs: Clock = () => {
  if (turnAtMs === null) {
    turnAtMs = nowMs();
    afterReading(() => {
      turnAtMs = null;
    });
  }
  return turnAtMs;
};

/** setTimeout rounds to whole milliseconds and fires late; the rest is waited out turn by turn. */
const TIMER_MARGIN_MS = 2;

/** Resolves at a time of the clock, within a turn of the event loop. */
export async function waitUntil(timeMs: number, clock: Clock = nowMs): Promise<void> {
  const coarse = timeMs - clock() - TIMER_MARGIN_MS;
  if (coarse > 0) await setTimeout(coarse);
  while (clock() < timeMs) await setImmediate();
}
