import { join } from 'node:path';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { verdict } from '../../../src/analysis/answers/verdict.js';
import { ecdf, FIRST_SEEN } from '../../../src/analysis/figures/distribution.js';
import { packRows } from '../../../src/analysis/rows/columns.js';
import { loadLog } from '../../../src/analysis/rows/load-log.js';
import { pickExperiment } from '../../../src/analysis/rows/pick.js';
import { loads } from '../../../src/analysis/ways/loads.js';
import { summary } from '../../../src/analysis/ways/summary.js';
import { checkoutRoot } from '../../../src/checkout.mjs';
import { readLog } from '../../../src/results/read.js';
import { COLUMN_NAMES, type LogRow } from '../../../src/results/schema.js';
import { row } from '../../support/rows.js';

const test = suite('analysis/columns');

const pack = (rows: readonly LogRow[]) => packRows(rows.map((one) => COLUMN_NAMES.map((name) => one[name])));

test('every value comes back, null where it was null, beyond the first length too', () => {
  const rows = Array.from({ length: 3000 }, (_, i) =>
    row({
      block: i,
      ttft_ms: i % 3 === 0 ? null : i / 7,
      error: i % 2 === 0 ? null : `${i}`,
      dummy_weights: i % 2 === 0,
    }),
  );
  const packed = pack(rows);
  assert.equal(
    packed.map((one) => Object.fromEntries(COLUMN_NAMES.map((name) => [name, one[name]]))),
    rows,
  );
  assert.equal(JSON.parse(JSON.stringify(packed[4])), rows[4]);
  assert.match(inspect(packed[4]), /total_latency_ms: 100/);
});

test('so many different texts that they are no longer looked for come back, and so do old ones among them', () => {
  const rows = Array.from({ length: 25_000 }, (_, i) =>
    row({ timestamp: i % 1000 === 0 ? 'again' : `time ${i}`, run_id: `run ${i % 3}` }),
  );
  const packed = pack(rows);
  assert.equal(
    packed.map(({ timestamp, run_id }) => [timestamp, run_id]),
    rows.map(({ timestamp, run_id }) => [timestamp, run_id]),
  );
});

test('a first difference that comes late, and more words than two bytes can name', () => {
  const like = row({ ttft_ms: null, flags: null });
  const last = 70_000;
  const at = (i: number): Partial<LogRow> => ({
    prompt_id: `prompt ${i}`,
    ttft_ms: i === last ? 5 : null,
    flags: i === last ? 'drift' : null,
    peak_memory_mb: i === 0 ? 1 : 2,
  });
  const values = function* () {
    for (let i = 0; i <= last; i++) {
      const changed = { ...like, ...at(i) };
      yield COLUMN_NAMES.map((name) => changed[name]);
    }
  };
  const packed = packRows(values());
  for (const i of [0, 1, 255, 256, 1023, 1024, 65_535, 65_536, last]) {
    assert.equal(JSON.parse(JSON.stringify(packed[i])), { ...like, ...at(i) });
  }
});

test('the recorded sample: the same tables, figures and answers as from plain rows', async () => {
  const path = join(checkoutRoot, 'data', 'sample', 'inference_logs.csv');
  const [{ rows: plain }, { rows: packed }] = [await readLog(path), await loadLog(path)];
  const promise = { ttftMs: 500 };
  const results = (rows: readonly LogRow[]) => {
    const experiment = pickExperiment(rows);
    return [summary(experiment.rows), ecdf(experiment.rows, FIRST_SEEN), verdict(rows), loads(rows, promise)];
  };
  assert.equal(results(packed), results(plain));
});

test.run();
