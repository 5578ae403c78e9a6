import Table from 'cli-table3';
import { rateText } from '../analysis/answers/load.js';
import { digits, exact, percent, percentage } from '../analysis/format.js';
import type { Sustained } from '../analysis/ways/sustained.js';
import type { LoadReport, Percentiles } from '../load/load-report.js';
import type { ServerColumns } from '../metrics/server/server-columns.js';
import { whatSaturated } from '../metrics/server/what-saturated.js';
import { type Slo, SUSTAINED_SHARE, sloText } from '../metrics/slo.js';

/** Three digits; a dash for what so few requests cannot say. */
const number = (value: number | null | undefined) =>
  value === null || value === undefined ? '–' : digits(value);

const three = ({ p50, p95, p99 }: Percentiles) => [p50, p95, p99].map((p) => number(p?.value)).join(' / ');

/** A load's report for a person: one line a way of serving, then what is doubtful. */
export function loadText(reports: Readonly<Record<string, LoadReport>>): string {
  const table = tableOf([
    'way',
    'requests',
    'failed',
    'req/s',
    'tok/s',
    'TTFT p50/95/99 ms',
    'TPOT ms',
    'latency ms',
    'kept',
    'goodput/s',
  ]);
  for (const [way, r] of Object.entries(reports)) {
    table.push([
      way,
      r.requests,
      r.failed,
      number(r.requestsPerSec),
      number(r.tokensPerSec),
      three(r.ttftMs),
      three(r.tpotMs),
      three(r.latencyMs),
      percentage(r.attainment),
      number(r.goodputPerSec),
    ]);
  }
  const notes = Object.entries(reports).map(
    ([way, { scheduleLagMs: lag, little, server, joulesPerToken, doubts }]) => {
      const checks = `schedule lag median ${number(lag.p50)} ms, max ${number(lag.max)} ms; in flight ${number(little.counted)} counted, ${number(little.expected)} by Little's law`;
      return `${way}: ${checks}${serverText(server)}${energyText(joulesPerToken)}${doubts.map((doubt) => `\n  INVALID: ${doubt}`).join('')}`;
    },
  );
  return `${table.toString()}\n${notes.join('\n')}\n(–: too few requests to say)\n`;
}

/** What the server said of itself, and what held requests up. */
function serverText(server: ServerColumns): string {
  const { server_peak_running: running, server_peak_waiting: waiting } = server;
  const told = [
    ...(running === null ? [] : [`at most ${running} running`]),
    ...(waiting === null ? [] : [`${waiting} waiting`]),
    ...labelled('mean time in its queue', server.server_queue_ms, (ms) => `${digits(ms)} ms`),
    ...labelled('key-value cache up to', server.server_peak_kv_share, percentage),
    ...labelled('from its prefix cache', server.server_prefix_hit_share, percentage),
    ...labelled('resident memory', server.server_memory_mb, (mb) => `${digits(mb)} MiB`),
  ];
  const saturated = whatSaturated(server);
  return [
    ...(told.length > 0 ? [`\n  the server: ${told.join(', ')}`] : []),
    ...(saturated ? [`\n  what saturated: ${saturated}`] : []),
  ].join('');
}

const energyText = (joules: number | null): string =>
  joules === null ? '' : `\n  energy of this machine: ${digits(joules)} J a token`;

const labelled = (label: string, value: number | null, text: (value: number) => string): string[] =>
  value === null ? [] : [`${label} ${text(value)}`];

/** What a sweep found, in the words of the notebook. */
export function sweepText(answers: Readonly<Record<string, Sustained>>, slo: Slo): string {
  const table = tableOf(['way', 'highest rate sustained', 'kept there', 'rates tried']);
  for (const [way, answer] of Object.entries(answers)) {
    const kept = answer.load ? percent(answer.load.attainment) : '–';
    table.push([way, rateText(answer), kept, answer.tried.length]);
  }
  return `${table.toString()}\nSustained: at that rate and all lower ones tried, ${exact(100 * SUSTAINED_SHARE)} % of the requests kept the promise (${sloText(slo)}). In brackets: 95 % intervals.\n`;
}

const tableOf = (head: string[]) => new Table({ head, style: { head: [], border: [], compact: true } });
