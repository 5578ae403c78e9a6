import type { LogRow } from '../../results/schema.js';

/** How requests came, as the load was asked for. */
export interface Arrivals {
  readonly kind: string;
  /** Target rate; null in a closed loop, where the answers set it. */
  readonly perSecond: number | null;
}

/** The trial's name says it: `load/<way>/poisson:4`. Null where it says nothing of the kind. */
export function arrivalsOf({ trial_id }: LogRow): Arrivals | null {
  const [, kind, number] = /^load\/[^/]*\/(poisson|constant|closed):(\d+(?:\.\d+)?)$/.exec(trial_id) ?? [];
  if (!kind) return null;
  const value = Number(number);
  return { kind, perSecond: kind === 'closed' || !(value > 0) ? null : value };
}
