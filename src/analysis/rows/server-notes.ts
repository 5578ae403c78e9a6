import { extent } from 'simple-statistics';
import { groups } from '../../group-by.js';
import { whatSaturated } from '../../metrics/server/what-saturated.js';
import type { LogRow } from '../../results/schema.js';
import { wayLabel, wayOf } from '../../ways.js';
import { counted, digits } from '../format.js';
import { present } from '../present.js';

/** What a server's own metrics say of the rows: what held requests up, way by way, and its memory; one sentence each. */
export function serverNotes(rows: readonly LogRow[]): string[] {
  const trials = groups(rows, ({ run_id, trial_id }) => `${run_id} ${trial_id}`).map(([first]) => first!);
  const saturated = groups(trials, nameOf).flatMap(saturation);
  return [
    ...(saturated.length === 0 ? [] : [`By the server's own metrics, ${saturated.join('; ')}.`]),
    ...memory(present(trials.map(({ server_memory_mb }) => server_memory_mb))),
  ];
}

/** A load is named by its way and arrivals: the requests in flight differ from row to row. */
const nameOf = (row: LogRow): string =>
  row.source === 'load' ? row.trial_id.replace('load/', '').replace('/', ', ') : wayLabel(wayOf(row));

function saturation(trials: readonly LogRow[]): string[] {
  const held = trials.flatMap((trial) => whatSaturated(trial) ?? []);
  if (held.length === 0) return [];
  const often = held.length < trials.length ? ` (${held.length} of ${counted(trials.length, 'trial')})` : '';
  return [`with ${nameOf(trials[0]!)} ${held[0]}${often}`];
}

function memory(values: readonly number[]): string[] {
  if (values.length === 0) return [];
  const [least, most] = extent([...values]).map(digits) as [string, string];
  const range = least === most ? least : `${least}–${most}`;
  return [
    `The process that answers the server's /metrics held ${range} MiB; the peak of all its processes cannot be seen from here.`,
  ];
}
