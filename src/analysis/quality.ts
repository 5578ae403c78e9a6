import { countFlags } from '../results/flags.js';
import { type LogRow, SCHEMA_VERSION } from '../results/schema.js';
import { groupBy } from './group.js';

/** The rows that may be used, and what a reader must know about the rest. */
export interface Checked {
  readonly rows: readonly LogRow[];
  /** One sentence each; empty when all is well. */
  readonly notes: readonly string[];
}

const DAY_MS = 86_400_000;

/** What no measurement can be; the rule's words complete "a row whose …". */
const IMPOSSIBLE: readonly (readonly [string, (row: LogRow) => boolean])[] = [
  [
    'a number is not finite',
    (row) =>
      Object.values(row).some(
        (value) => Number.isNaN(value) || Math.abs(Number(value)) === Number.POSITIVE_INFINITY,
      ),
  ],
  ['latency is not positive', ({ total_latency_ms: ms }) => ms !== null && ms <= 0],
  ['latency is longer than a day', ({ total_latency_ms: ms }) => ms !== null && ms > DAY_MS],
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
  ['batch size is not a positive number', ({ batch_size }) => batch_size < 1],
  [
    'mode or scheduler is unknown',
    ({ mode, scheduler }) =>
      !['stream', 'batch'].includes(mode) || !['sequential', 'static', 'continuous'].includes(scheduler),
  ],
];

/**
 * Sets aside rows that cannot have been measured, and says what is odd about the others. Failed requests stay:
 * they count as attempts, and summaries leave their times out.
 */
export function checkRows(rows: readonly LogRow[]): Checked {
  if (rows.length === 0) {
    return { rows, notes: ['The log holds no request yet. Run `npx streambatch run` to measure some.'] };
  }
  const ruleOf = (row: LogRow) => IMPOSSIBLE.find(([, broken]) => broken(row))?.[0] ?? '';
  const byRule = groupBy(rows, ruleOf);
  const usable = byRule.get('') ?? [];
  byRule.delete('');
  const setAside = [...byRule].map(
    ([rule, { length }]) => `${count(length, 'row')} set aside: ${rule}, which no measurement gives.`,
  );
  return {
    rows: usable,
    notes: [...setAside, ...failures(usable), ...warnings(usable), ...versions(usable)],
  };
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;

function failures(rows: readonly LogRow[]): string[] {
  const bad = groupBy(
    rows.filter((row) => row.status !== 'ok'),
    (row) => row.status,
  );
  return [...bad].map(([status, group]) => {
    const why = group.find((row) => row.error)?.error;
    return `${group.length} of ${count(rows.length, 'request')} ended ${status}${why ? ` (first: ${why})` : ''}; their times are left out.`;
  });
}

function warnings(rows: readonly LogRow[]): string[] {
  return countFlags(rows).map(
    ({ flag, rows: flagged, reason }) => `${count(flagged, 'row')} flagged "${flag}" (${reason}); kept.`,
  );
}

function versions(rows: readonly LogRow[]): string[] {
  const older = rows.filter((row) => row.schema_version < SCHEMA_VERSION).length;
  return older === 0
    ? []
    : [`${count(older, 'row')} of an older schema: columns they lack read as unmeasured.`];
}
