import type { LogRow } from '../../results/schema.js';

/** What was asked for, whatever the prompts. */
export const ASKED = ['max_new_tokens', 'temperature', 'forced_length'] as const;

/** A run asks one thing of one set of prompts; a log that was put together may hold one id twice. */
const runOf = (row: LogRow) => [row.run_id, ...ASKED.map((name) => row[name])].join('\n');

/**
 * The work that each row is part of, as a name: equal for the same prompts and parameters. It is the row's
 * `workload_hash`; before version 2 of the log, the set of its run's prompts, by id and length. A run that is known by
 * its hash and one that is not are never the same work: an id and a length do not prove a text.
 */
export function workloads(rows: Iterable<LogRow>): (row: LogRow) => string {
  const names = new Map<string, string>();
  for (const [run, prompts] of promptsOfRuns(rows)) {
    const text = [...prompts].map(([id, tokens]) => `${JSON.stringify(id)} ${tokens ?? '?'}`);
    names.set(run, text.sort().join('\n'));
  }
  const places = [...new Set(names.values())];
  const short = new Map([...names].map(([run, text]) => [run, `prompts ${places.indexOf(text)}`]));
  return (row) => row.workload_hash ?? short.get(runOf(row)) ?? 'unknown';
}

/** Tokens of each prompt of each run without a hash; a request that failed does not know them. */
function promptsOfRuns(rows: Iterable<LogRow>): Map<string, Map<string, number | null>> {
  const runs = new Map<string, Map<string, number | null>>();
  for (const row of rows) {
    if (row.workload_hash !== null) continue;
    const run = runOf(row);
    const prompts = runs.get(run) ?? new Map<string, number | null>();
    runs.set(run, prompts);
    if (row.prompt_tokens !== null || !prompts.has(row.prompt_id)) {
      prompts.set(row.prompt_id, row.prompt_tokens);
    }
  }
  return runs;
}
