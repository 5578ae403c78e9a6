import { counted } from '../analysis/format.js';
import { batchRequests } from '../analysis/rows/batch-requests.js';
import { differences } from '../compare/differences.js';
import { countFlags } from '../results/flags.js';
import type { LogRow } from '../results/schema.js';
import type { Sides } from './run-ab.js';
import { pairRows, type RowPair } from './series.js';
import type { Side } from './side.js';

/** What the reader must know of the two beside their speed. */
export function notesOn({ a, b }: Sides): string[] {
  return [
    ...differences(a.rows, b.rows).map((line) => `differs: ${line}`),
    ...batchNotes(a.rows, b.rows),
    ...outputNotes(pairRows(a.rows, b.rows)),
    ...[a, b].flatMap(failures),
    ...[a, b].flatMap(flags),
  ];
}

/** One of two servers may refuse lists of prompts: its batches are then other requests than those of the other. */
function batchNotes(a: readonly LogRow[], b: readonly LogRow[]): string[] {
  const [inA, inB] = [a, b].map((rows) => batchRequests(rows)[0] ?? 'nothing told');
  return inA === inB ? [] : [`differs: A: ${inA} B: ${inB}`];
}

const promptsOf = (pairs: readonly RowPair[]): number => new Set(pairs.map(([row]) => row.prompt_id)).size;

/** Answers are known by their hashes; where these are of ids on one side and of texts on the other, by their lengths alone. */
function outputNotes(pairs: readonly RowPair[]): string[] {
  const known = pairs.filter(([a, b]) => a.output_hash !== null && b.output_hash !== null);
  const other = promptsOf(known.filter(([a, b]) => a.output_hash !== b.output_hash));
  const longer = promptsOf(pairs.filter(([a, b]) => a.output_len !== b.output_len));
  if (other === 0 && longer === 0) return [];
  const lengths =
    longer === 0
      ? 'all as long'
      : `${longer} in length, so that latency compares unequal work (--length forced makes it equal)`;
  return [`the answers to ${other} of ${counted(promptsOf(pairs), 'prompt')} differ, ${lengths}`];
}

const isFailed = ({ status }: LogRow): boolean => status !== 'ok';

function failures({ named: { name }, rows }: Side): string[] {
  const failed = rows.filter(isFailed);
  if (failed.length === 0) return [];
  return [
    `${name}: ${failed.length} of ${counted(rows.length, 'request')} failed, left out with their pairs; the first: ${failed[0]!.error}`,
  ];
}

const flags = ({ named: { name }, rows }: Side): string[] =>
  countFlags(rows).map(
    ({ flag, rows: count, reason }) => `${name}: ${flag} in ${count} of ${rows.length} rows (${reason})`,
  );
