import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { checkoutRoot } from '../../src/checkout.mjs';
import type { ColumnName } from '../../src/results/schema.js';

/** Cells of one row, still text. */
type Cells = Record<ColumnName, string>;

/** The recorded grid and loads, as cells. */
function recorded(name: 'grid' | 'inference_logs'): Cells[] {
  return parse(readFileSync(join(checkoutRoot, 'data', 'sample', `${name}.csv`), 'utf8'), { columns: true });
}

/** Without the run that 05 keeps apart, of a single batch size: which run is the newest must not matter. */
const grid = recorded('grid').filter(({ max_new_tokens }) => max_new_tokens !== '40');
const loads = recorded('inference_logs').filter(({ trial_id }) => trial_id.startsWith('load/'));
const both = [...grid, ...loads.slice(0, 200)];

const text = (rows: readonly Partial<Cells>[]) => stringify([...rows], { header: true });
const header = text(grid.slice(0, 1)).split('\n', 1)[0]!;
const without = (...names: ColumnName[]) =>
  both.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name as ColumnName))),
  );
/** Every row with some cells changed; `at` counts rows from 0. */
const changed = (cells: (row: Cells, at: number) => Partial<Cells>) =>
  text(both.map((row, at) => ({ ...row, ...cells(row, at) })));

const TIMES = { total_latency_ms: '', ttft_ms: '', tpot_ms: '', tokens_per_sec: '', output_len: '' } as const;
const FAILED: Partial<Cells> = { status: 'failed', error: 'out of memory', finish_reason: '', ...TIMES };
const TRIAL_COLUMNS: Partial<Cells> = {
  aggregate_tokens_per_sec: '',
  trial_output_tokens: '',
  trial_computed_tokens: '',
  peak_memory_mb: '',
  baseline_memory_mb: '',
};
const MATRIX_OF: readonly (readonly [string, (row: Cells) => boolean])[] = [
  ['streaming only', (row) => row.mode === 'stream' && row.scheduler === 'sequential'],
  ['batches only', (row) => row.mode === 'batch'],
  ['continuous only', (row) => row.scheduler === 'continuous'],
  ['one row', (row) => row === grid[0]],
  ['two rows', (row) => row === grid[0] || row === grid[1]],
  ['one block', (row) => row.block === '0'],
];

const ABSURD: readonly Partial<Cells>[] = [
  { total_latency_ms: '-5' },
  { total_latency_ms: '1e300', ttft_ms: '' },
  { total_latency_ms: 'NaN' },
  { ttft_ms: 'Infinity' },
  { ttft_ms: 'soon' },
  { batch_size: '' },
  { batch_size: '0' },
  { max_new_tokens: 'many' },
  { output_len: '-3' },
  { aggregate_tokens_per_sec: '1e300' },
  { peak_memory_mb: '1e300' },
  { prompt_tokens: '1e12' },
  { mode: 'telepathy' },
  { scheduler: '' },
  { status: '' },
  { timestamp: 'yesterday' },
  { dummy_weights: 'perhaps' },
  { schema_version: '99' },
];

/** Logs that are not as they should be, by what is wrong with them. */
export const BAD_LOGS: Readonly<Record<string, string | Buffer>> = {
  'zero rows': `${header}\n`,
  'zero bytes': '',
  'a torn header': header.slice(0, 60),
  'no log at all': 'name,age\nAda,36\n',
  'no text': readFileSync(join(checkoutRoot, 'data', 'sample', 'result.png')),
  'columns missing that every row needs': text(without('scheduler', 'batch_size')),
  'columns missing that may be': text(
    without(
      'ttft_ms',
      'itl_p50_ms',
      'peak_memory_mb',
      'prompt_tokens',
      'aggregate_tokens_per_sec',
      'saturated_tokens_per_sec',
    ),
  ),
  'no time at all': text(without('ttft_ms', 'total_latency_ms')),
  'no trial columns': changed(() => TRIAL_COLUMNS),
  'mixed schema versions': changed((_, at) => ({ schema_version: String(at % 3) })),
  'all failed': changed(() => FAILED),
  'some failed': changed((_, at) => (at % 3 === 0 ? FAILED : {})),
  'absurd values in some rows': changed((_, at) => ABSURD[at % 40] ?? {}),
  'absurd values in every row': changed((_, at) => ABSURD[at % ABSURD.length]!),
  'answers without a token': changed(() => ({
    output_len: '0',
    tokens_per_sec: '0',
    trial_output_tokens: '0',
  })),
  'all at the same moment': changed(() => ({ timestamp: '2026-11-24T12:00:00.000Z' })),
  'everything equal': changed(() => ({
    total_latency_ms: '100',
    ttft_ms: '10',
    aggregate_tokens_per_sec: '50',
  })),
  'put together, the last line torn': `${text(grid.slice(0, 90))}${text(grid.slice(90))}2026-11-24T12:00,str`,
  'a load only': text(loads.slice(0, 300)),
  'one request of a load': text(loads.slice(0, 1)),
  'served requests only': changed(() => ({ trial_id: 'serve/stream/sequential' })),
  ...Object.fromEntries(MATRIX_OF.map(([name, wanted]) => [name, text(grid.filter(wanted))])),
};
