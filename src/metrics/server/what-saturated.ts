import type { ServerColumns } from './server-columns.js';

/** From here on a cache counts as full: the next request may not fit. */
const FULL_SHARE = 0.95;

/** What held requests up, by the server's own word; null where it says that nothing did, or nothing at all. */
export function whatSaturated({
  server_preemptions: preempted,
  server_peak_kv_share: kv,
  server_peak_waiting: waiting,
  server_peak_running: running,
}: Pick<
  ServerColumns,
  'server_preemptions' | 'server_peak_kv_share' | 'server_peak_waiting' | 'server_peak_running'
>): string | null {
  if (preempted !== null && preempted > 0)
    return `its key-value cache was too small (it preempted ${times(preempted)})`;
  if (kv !== null && kv >= FULL_SHARE) return `its key-value cache was full (${Math.round(100 * kv)} %)`;
  if (waiting === null || waiting === 0) return null;
  const beside = running === null ? '' : `, ${running} ran at once`;
  return `requests waited in its queue (at most ${waiting}${beside})`;
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
