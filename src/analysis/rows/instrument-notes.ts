import { median } from 'simple-statistics';
import { groups } from '../../group-by.js';
import { type InstrumentOffset, readInstruments } from '../../results/instrument.js';
import type { LogRow } from '../../results/schema.js';
import { wayKey, wayLabel, wayOf } from '../../ways.js';
import { digits, percentage } from '../format.js';
import { present } from '../present.js';

/** A larger share of a time to first token than this is said to be the instrument's. */
const MOST_SHARE = 0.05;

/** How much of the times of one experiment is the instrument's, by the manifests beside the log; one sentence each. */
export const instrumentNotes = (rows: readonly LogRow[], log: string): string[] =>
  offsetNotes(
    rows,
    readInstruments(
      log,
      rows.map((row) => row.run_id),
    ),
  );

/** The same of offsets that are known; of several runs the one that is latest with its stamps. */
export function offsetNotes(rows: readonly LogRow[], offsets: readonly InstrumentOffset[]): string[] {
  const waits = waitsByWay(rows);
  if (waits.length === 0) return [];
  const latest = [...offsets].sort((a, b) => b.first_token_offset_ms.median - a.first_token_offset_ms.median);
  const offset = latest[0]?.first_token_offset_ms;
  if (!offset) return ['How late first tokens are stamped was not measured with these rows.'];
  const shares = waits.map(({ name, ms }) => ({ name, ms, share: offset.median / ms }));
  const most = shares.reduce((a, b) => (b.share > a.share ? b : a));
  const range = `${digits(offset.median)} ms (${digits(offset.p05)}–${digits(offset.p95)})`;
  const beyond = shares.filter(({ share }) => share > MOST_SHARE);
  return [
    `First tokens are stamped ${range} after they could have been, measured against known times: ${percentage(most.share)} of the shortest median time to first token, ${digits(most.ms)} ms (${most.name}).`,
    ...(beyond.length === 0 ? [] : [tooMuch(beyond)]),
  ];
}

const tooMuch = (ways: readonly { name: string; share: number }[]): string =>
  `The instrument makes up more than ${MOST_SHARE * 100} % of the time to first token of ${ways.map(({ name, share }) => `${name} (${percentage(share)})`).join(', ')}: there look at when the model made it.`;

/** Median time to first token of each way that hands over early. */
function waitsByWay(rows: readonly LogRow[]): { name: string; ms: number }[] {
  const waited = rows.filter(({ status, ttft_ms }) => status === 'ok' && ttft_ms !== null && ttft_ms > 0);
  return groups(waited, (row) => wayKey(wayOf(row))).map((group) => ({
    name: wayLabel(wayOf(group[0]!)),
    ms: median(present(group.map(({ ttft_ms }) => ttft_ms))),
  }));
}
