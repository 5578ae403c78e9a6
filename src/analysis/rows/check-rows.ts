import { groupBy } from '../../group-by.js';
import { countFlags } from '../../results/flags.js';
import { COLUMN_NAMES, COLUMNS, type ColumnName, type LogRow } from '../../results/schema.js';
import { counted } from '../format.js';
import { batchRequests } from './batch-requests.js';
import { cachedPrompts } from './cached-prompts.js';
import { damagedWeights } from './damaged-weights.js';
import { serverNotes } from './server-notes.js';
import { sharedMachine } from './shared-machine.js';

/** The rows that may be used, and what a reader must know about the rest. */
export interface Checked {
  readonly rows: readonly LogRow[];
  /** One sentence each; empty when all is well. */
  readonly notes: readonly string[];
}

/** The most that any measurement gives, by unit: a day; more tokens or MiB than any machine holds. */
const MOST: Readonly<Record<string, number>> = {
  ms: 86_400_000,
  'ms/token': 86_400_000,
  'tok/s': 1e9,
  tokens: 1e9,
  MiB: 1e9,
  J: 1e12,
  '0–1': 1,
  requests: 1e6,
};

/** Two clocks are read for these: nothing may lie a little below 0. */
const MAY_BE_NEGATIVE: readonly ColumnName[] = ['delivery_lag_ms', 'queue_ms'];

const MEASURED = COLUMN_NAMES.flatMap((name) => {
  const { unit } = COLUMNS[name];
  return unit in MOST
    ? [{ name, most: MOST[unit]!, least: MAY_BE_NEGATIVE.includes(name) ? -MOST[unit]! : 0, unit }]
    : [];
});

/** A number that its column cannot hold; null: none. */
function impossibleNumber(row: LogRow): string | null {
  for (const { name, least, most, unit } of MEASURED) {
    const value = row[name];
    if (typeof value !== 'number' || (value >= least && value <= most)) continue;
    if (Number.isNaN(value)) return `${name} is no number`;
    return value < least ? `${name} is negative` : `${name} is above ${most} ${unit}`;
  }
  return null;
}

/** What no measurement can be; the rule's words complete "a row whose …". */
const IMPOSSIBLE: readonly (readonly [string, (row: LogRow) => boolean])[] = [
  ['total_latency_ms is 0', ({ total_latency_ms: ms }) => ms === 0],
  [
    'first token comes after the last',
    ({ ttft_ms, total_latency_ms }) =>
      ttft_ms !== null && total_latency_ms !== null && ttft_ms > total_latency_ms,
  ],
  [
    'peak memory lies below its baseline',
    ({ peak_memory_mb: peak, baseline_memory_mb: baseline, memory_method }) =>
      memory_method === 'VmHWM' && peak !== null && baseline !== null && peak < baseline,
  ],
  ['batch_size is below 1', ({ batch_size }) => batch_size < 1],
  ['timestamp is no date', ({ timestamp }) => Number.isNaN(Date.parse(timestamp))],
];

const brokenRule = (row: LogRow): string =>
  impossibleNumber(row) ?? IMPOSSIBLE.find(([, broken]) => broken(row))?.[0] ?? '';

const NOTHING = 'The log holds no request that can be used; `npx streambatch run` measures some.';

/**
 * Sets aside rows that cannot have been measured, and says what is odd about the others. Failed requests stay:
 * they count as attempts, and summaries leave their times out.
 */
export function checkRows(rows: readonly LogRow[]): Checked {
  const byRule = groupBy(rows, brokenRule);
  const usable = byRule.get('') ?? [];
  byRule.delete('');
  const setAside = [...byRule].map(
    ([rule, { length }]) => `${counted(length, 'row')} set aside: ${rule}, which no measurement gives.`,
  );
  return {
    rows: usable,
    notes: [
      ...setAside,
      ...(usable.length === 0 ? [NOTHING] : []),
      ...failures(usable),
      ...damagedWeights(usable),
      ...cachedPrompts(usable),
      ...warnings(usable),
      ...sharedMachine(usable),
      ...batchRequests(usable),
      ...serverNotes(usable),
    ],
  };
}

const ENDED: Readonly<Record<string, string>> = {
  failed: 'failed',
  cancelled: 'cancelled',
  deadline: 'past the deadline',
};

function failures(rows: readonly LogRow[]): string[] {
  const bad = groupBy(
    rows.filter((row) => row.status !== 'ok'),
    (row) => row.status,
  );
  return [...bad].map(([status, group]) => {
    const why = group.find((row) => row.error)?.error;
    return `${group.length} of ${counted(rows.length, 'request')} ${ENDED[status]}${why ? ` (first: ${why})` : ''}; their times are left out.`;
  });
}

/** Flags that have a sentence of their own. */
const TOLD: readonly string[] = ['weights-damaged', 'prompt-cached'];

function warnings(rows: readonly LogRow[]): string[] {
  return countFlags(rows)
    .filter(({ flag }) => !TOLD.includes(flag))
    .map(
      ({ flag, rows: flagged, reason }) => `${counted(flagged, 'row')} flagged "${flag}" (${reason}); kept.`,
    );
}
