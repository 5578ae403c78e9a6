import { digits } from '../analysis/format.js';
import { present } from '../analysis/present.js';
import type { InstrumentOffset } from '../results/instrument.js';
import type { LogRow } from '../results/schema.js';
import type { MetricName } from './metric.js';

/** One log: its rows, and what its manifests say of the instrument. */
export interface Instrumented {
  readonly rows: readonly LogRow[];
  readonly instruments: readonly InstrumentOffset[];
}

/** By what first tokens are compared, and why, in a sentence. */
export interface FirstTokenChoice {
  readonly metric: MetricName;
  readonly note: string;
}

/** Offsets may differ by this part of the smallest change that counts, before they are taken for a part of the change. */
const SHARE_OF_THRESHOLD = 0.2;

/**
 * On one machine with one instrument first tokens are compared as the caller had them, which is what users wait for. Where
 * machines or offsets differ, that would compare the instruments too: then as the model made them, where both logs say.
 */
export function chooseFirstToken(
  base: Instrumented,
  next: Instrumented,
  threshold: number,
): FirstTokenChoice {
  const reason = differentMachines(base, next) ?? differentOffsets(base, next, threshold);
  if (reason === null)
    return {
      metric: 'first-token',
      note: `first tokens are compared as the caller had them${known(base, next)}`,
    };
  if (saysWhenMade(base) && saysWhenMade(next)) {
    return {
      metric: 'first-token-made',
      note: `first tokens are compared as the model made them, because ${reason}; the way of the request to the model is in them`,
    };
  }
  return {
    metric: 'first-token',
    note: `first tokens are compared as the caller had them, with the instrument's own time in it, although ${reason}: not all rows say when the model made them`,
  };
}

const machinesOf = ({ rows }: Instrumented): string =>
  [...new Set(rows.map(({ machine }) => String(machine)))].sort().join(' and ');

const differentMachines = (base: Instrumented, next: Instrumented): string | null =>
  machinesOf(base) === machinesOf(next) ? null : 'the machines differ';

function differentOffsets(base: Instrumented, next: Instrumented, threshold: number): string | null {
  const [old, fresh] = [offsetMs(base), offsetMs(next)];
  const shortest = Math.min(shortestMs(base), shortestMs(next));
  if (old === null || fresh === null) return null;
  if (Math.abs(fresh - old) <= SHARE_OF_THRESHOLD * threshold * shortest) return null;
  return `the instrument stamps them ${digits(old)} ms late in the base and ${digits(fresh)} ms in the new log`;
}

/** Not spread into Math.min: a log may hold a million rows. */
const shortestMs = ({ rows }: Instrumented): number =>
  present(rows.map(({ ttft_ms }) => ttft_ms)).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

/** The mean of a log's runs; null where none was calibrated. */
function offsetMs({ instruments }: Instrumented): number | null {
  if (instruments.length === 0) return null;
  const medians = instruments.map(({ first_token_offset_ms }) => first_token_offset_ms.median);
  return medians.reduce((sum, ms) => sum + ms, 0) / medians.length;
}

const saysWhenMade = ({ rows }: Instrumented): boolean =>
  rows.every(({ ttft_ms, ttft_made_ms }) => ttft_ms === null || ttft_made_ms !== null);

function known(base: Instrumented, next: Instrumented): string {
  const [old, fresh] = [offsetMs(base), offsetMs(next)];
  if (old === null || fresh === null) return '';
  return ` (stamped ${digits(old)} ms late in the base, ${digits(fresh)} ms in the new log)`;
}
