import { mean } from '../../../src/analysis/present.js';
import type { ServerColumns } from '../../../src/metrics/server/server-columns.js';
import { whatSaturated } from '../../../src/metrics/server/what-saturated.js';
import { type Claim, not, shown, shownIf } from './finding.js';

/** What a client may add to a mean time to first token: its way through the kernel and the server's own HTTP, ms. */
const MOST_APART_MS = 10;

const COLUMNS: readonly (readonly [name: string, column: keyof ServerColumns])[] = [
  ['running', 'server_peak_running'],
  ['waiting', 'server_peak_waiting'],
  ['queue time', 'server_queue_ms'],
  ['key-value cache', 'server_peak_kv_share'],
  ['preemptions', 'server_preemptions'],
  ['memory', 'server_memory_mb'],
];

/** A load straight on the server, by both sides. */
export const LOAD_CLAIMS: readonly Claim[] = [
  {
    says: 'a load goes straight to the server, and the client is not in its numbers',
    judge({ load: { report } }) {
      if (!report || report.requests === 0) return not('nothing was measured');
      const { requests, failed, scheduleLagMs, doubts } = report;
      const words = `${requests - failed} of ${requests} ok, late by ${scheduleLagMs.p50?.toFixed(2)} ms (median)`;
      return shownIf(failed === 0 && doubts.length === 0, [words, ...doubts].join('; '));
    },
  },
  {
    says: 'the client’s time to first token is the server’s own',
    judge({ load: { rows, serverTtft } }) {
      const ours = mean(
        rows.map(({ ttft_ms, queue_ms }) => (ttft_ms === null ? null : ttft_ms - (queue_ms ?? 0))),
      );
      if (ours === null) return not('nothing was streamed');
      if (!serverTtft) return not(`the server has no histogram of it to hold ${ours.toFixed(1)} ms against`);
      const apart = ours - serverTtft.meanMs;
      const words = `${ours.toFixed(1)} ms here, ${serverTtft.meanMs.toFixed(1)} there, means of ${rows.length} and ${serverTtft.requests}`;
      return shownIf(apart > -1 && apart < MOST_APART_MS, words);
    },
  },
  {
    says: 'what the server tells of itself stands beside it',
    judge({ crowd: { report } }) {
      const told = COLUMNS.filter(([, column]) => report?.server[column] != null).map(([name]) => name);
      const missing = COLUMNS.map(([name]) => name).filter((name) => !told.includes(name));
      const rest = missing.length > 0 ? `; not told: ${missing.join(', ')}` : '';
      return told.length > 0
        ? shown(`${told.join(', ')}${rest}`)
        : not('it has no metrics that are known here');
    },
  },
  {
    says: 'what it was that saturated is said',
    judge({ crowd: { rows, report } }) {
      if (!report) return not('nothing was measured');
      const what = whatSaturated(report.server);
      const atOnce = report.server.server_peak_running;
      const words =
        atOnce === null
          ? `the server does not tell (${rows.length} requests)`
          : `nothing did, by its own word: at most ${atOnce} of ${rows.length} requests ran at once`;
      return what === null ? not(words) : shown(what);
    },
  },
];
