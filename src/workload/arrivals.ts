import { InputError } from '../errors.js';
import type { Random } from './random.js';

/**
 * When requests come. Open loop (`poisson`, `constant`): at times that do not depend on the answers, as from many
 * independent users. Closed loop: a fixed number of users, each of whom waits for an answer before asking again.
 */
export type Arrivals =
  | { readonly kind: 'poisson' | 'constant'; readonly perSecond: number }
  | { readonly kind: 'closed'; readonly users: number };

/** @throws InputError for anything but `poisson:RATE`, `constant:RATE` (requests a second) or `closed:USERS` */
export function parseArrivals(text: string): Arrivals {
  const [, kind, number] = /^(poisson|constant|closed):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const value = Number(number);
  if (!kind || !(value > 0) || (kind === 'closed' && !Number.isInteger(value))) {
    throw new InputError(
      `arrivals "${text}" are none of poisson:RATE, constant:RATE (requests per second) or closed:USERS; for example poisson:4`,
    );
  }
  return kind === 'closed'
    ? { kind, users: value }
    : { kind: kind as 'poisson' | 'constant', perSecond: value };
}

/** As `parseArrivals` reads it: `poisson:4`. */
export const arrivalsText = (arrivals: Arrivals): string =>
  `${arrivals.kind}:${arrivals.kind === 'closed' ? arrivals.users : arrivals.perSecond}`;

/**
 * Intended arrival times of an open loop, ms from its start, ascending, all below `durationMs`. A Poisson process
 * has independent exponential gaps of mean 1/rate (inverse transform, Knuth TAOCP 3.4.1 D).
 */
export function arrivalTimes(
  { kind, perSecond }: Extract<Arrivals, { perSecond: number }>,
  durationMs: number,
  random: Random,
): number[] {
  const meanGapMs = 1000 / perSecond;
  const gap = kind === 'constant' ? () => meanGapMs : () => -Math.log(1 - random()) * meanGapMs;
  const times: number[] = [];
  for (let time = kind === 'constant' ? 0 : gap(); time < durationMs; time += gap()) times.push(time);
  return times;
}
