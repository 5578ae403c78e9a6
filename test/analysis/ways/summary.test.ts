import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { summary, summaryTable } from '../../../src/analysis/ways/summary.js';
import { batchOf, batchRow, crafted, row, STREAMING } from '../../support/rows.js';

const test = suite('analysis/summary');

test('one record a way, streaming first', () => {
  const rows = crafted([
    { way: batchOf(8), totalMs: 1200, tps: 240 },
    { way: batchOf(2), totalMs: 500, tps: 120 },
    { way: STREAMING, totalMs: 400, tps: 80 },
  ]);
  const table = summaryTable(summary(rows));
  assert.equal(
    table.map(({ serving }) => serving),
    ['streaming', 'batch of 2', 'batch of 8'],
  );
  assert.match(table[2]?.['whole answer'] ?? '', /^about 1\.\d s$/);
});

test('means ignore what is missing: 100 and nothing is 100 (danfo says 50)', () => {
  const rows = [row({ ttft_ms: 100, total_latency_ms: 200 }), row({ block: 1, ttft_ms: null })];
  assert.ok(Math.abs(summary(rows)[0]!.firstSeenMs!.estimate - 100) < 1e-9);
});

test('failed requests are counted apart; the unmeasured is a dash', () => {
  const unmeasured = { total_latency_ms: null, peak_memory_mb: null, aggregate_tokens_per_sec: null };
  const [record] = summaryTable(summary([batchRow(4, { status: 'failed', ...unmeasured })]));
  assert.is(record?.requests, '0 (1 failed)');
  assert.is(record?.['whole answer'], '–');
  assert.is(record?.['peak memory'], '–');
});

test('energy a token stands there where the machine told it, and nowhere else', () => {
  const told = [10, 10.1, 10.2].map((energy_j, block) => row({ block, energy_j, trial_output_tokens: 20 }));
  const [record] = summaryTable(summary([...told, batchRow(4)]));
  assert.match(record?.['energy a token'] ?? '', /^50\d mJ \(/);
  assert.is(summaryTable(summary([...told, batchRow(4)]))[1]?.['energy a token'], '–');
  assert.not.ok('energy a token' in summaryTable(summary([row(), batchRow(4)]))[0]!);
  const failed = row({ status: 'failed', energy_j: 10 });
  assert.is(summary([failed])[0]!.joulesPerToken, null, 'it did less work');
});

test('beside the first token with the caller stands when the model made it; a batch keeps it back', () => {
  const [streamed, batch] = summaryTable(
    summary([row({ ttft_ms: 20, ttft_made_ms: 18.7 }), batchRow(4, { ttft_made_ms: 30 })]),
  );
  assert.is(streamed?.['first token'], 'about 20 ms, made 19 ms');
  assert.is(batch?.['first token'], 'about 100 ms');
});

test.run();
