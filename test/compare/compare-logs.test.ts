import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareLogs, exitCodeFor } from '../../src/compare/compare-logs.js';
import { LOAD_METRIC_NAMES } from '../../src/compare/load-metric.js';
import { METRIC_NAMES } from '../../src/compare/metric.js';
import { InputError } from '../../src/errors.js';
import type { LogRow } from '../../src/results/schema.js';
import { type Played, playLog } from '../support/compared-logs.js';

const loads = { metrics: LOAD_METRIC_NAMES, slo: { ttftMs: 500 } };
const options = { threshold: 0.05, metrics: METRIC_NAMES, loads };
const verdicts = (base: LogRow[], next: LogRow[]) =>
  Object.fromEntries(
    compareLogs(base, next, options).comparisons.map(({ cell, metric, verdict }) => [
      `${cell}, ${metric}`,
      verdict,
    ]),
  );

test('the same twice is the same, in every cell and metric', () => {
  const report = compareLogs(playLog({}), playLog({ seed: 2 }), options);
  assert.ok(report.comparisons.every(({ verdict }) => verdict === 'same'));
  assert.is(report.comparisons.length, 7);
  assert.is(exitCodeFor(report), 0);
  assert.equal(report.notes, []);
});

test('slower by a quarter in one cell: worse there by time and throughput, and nowhere else', () => {
  assert.equal(verdicts(playLog({}), playLog({ seed: 2, latencyMs: [125, 300] })), {
    'streaming, throughput': 'worse',
    'streaming, latency': 'worse',
    'streaming, first-token': 'worse',
    'streaming, memory': 'same',
    'batch of 4, throughput': 'same',
    'batch of 4, latency': 'same',
    'batch of 4, memory': 'same',
  });
  assert.is(exitCodeFor(compareLogs(playLog({}), playLog({ seed: 2, latencyMs: [125, 300] }), options)), 1);
});

test('faster is better, and no regression', () => {
  const report = compareLogs(playLog({}), playLog({ seed: 2, latencyMs: [80, 240] }), {
    ...options,
    metrics: ['throughput'],
  });
  assert.equal(
    report.comparisons.map(({ verdict }) => verdict),
    ['better', 'better'],
  );
  assert.is(exitCodeFor(report), 0);
});

test('too noisy to tell: exit code 3, and how many trials would do', () => {
  const report = compareLogs(playLog({ sd: 0.2 }), playLog({ sd: 0.2, seed: 2 }), {
    ...options,
    metrics: ['latency'],
  });
  assert.is(exitCodeFor(report), 3);
  for (const { verdict, trialsNeeded, ratio } of report.comparisons) {
    assert.is(verdict, 'cannot tell');
    assert.ok(trialsNeeded === null || trialsNeeded > ratio.n);
  }
});

test('as many trials as it asked for do tell, most of the time', () => {
  const only = { ...options, metrics: ['latency'] as const };
  const noisier = { latencyMs: [100], sd: 0.1, rho: 0, blocks: 12 };
  const [cannot] = compareLogs(playLog(noisier), playLog(noisier), only).comparisons;
  assert.is(cannot!.verdict, 'cannot tell');
  const blocks = cannot!.trialsNeeded!;
  assert.ok(blocks > 50 && blocks < 500, `${blocks}`);
  const tells = Array.from({ length: 20 }, (_, seed) =>
    compareLogs(
      playLog({ ...noisier, blocks, seed: 100 + seed }),
      playLog({ ...noisier, blocks, seed: 200 + seed }),
      only,
    ),
  ).filter(({ comparisons }) => comparisons[0]!.verdict === 'same');
  assert.ok(tells.length >= 15, `${tells.length} of 20 with ${blocks} trials`);
});

test('one trial a side has no interval: cannot tell', () => {
  const report = compareLogs(playLog({ blocks: 1 }), playLog({ blocks: 1, seed: 2 }), options);
  assert.ok(
    report.comparisons.every(({ verdict, trialsNeeded }) => verdict === 'cannot tell' && trialsNeeded === 5),
  );
});

const AA_REPORTS = 400;

/** How many of the A/A reports find a difference. */
function alarmsOf(played: Played): number {
  let alarms = 0;
  for (let i = 0; i < AA_REPORTS; i++) {
    const report = compareLogs(
      playLog({ ...played, seed: 2 * i + 10 }),
      playLog({ ...played, seed: 2 * i + 11 }),
      options,
    );
    if (report.comparisons.some(({ verdict }) => verdict === 'worse' || verdict === 'better')) alarms++;
  }
  return alarms;
}

test('A/A does not cry wolf: at most 5 % of the reports, with all their comparisons, find anything', () => {
  assert.ok(alarmsOf({ sd: 0.05, blocks: 5 }) <= 0.05 * AA_REPORTS);
});

test('nor where one cell alone is measured under noise that wanders slowly', () => {
  const alarms = alarmsOf({ latencyMs: [100], sd: 0.1, rho: 0.65, blocks: 5 });
  assert.ok(alarms <= 0.05 * AA_REPORTS, `${alarms} of ${AA_REPORTS}`);
});

test('a trial with a failed request is left out, and said so', () => {
  const next = playLog({ seed: 2 });
  next[0] = { ...next[0]!, status: 'failed', total_latency_ms: null };
  const report = compareLogs(playLog({}), next, options);
  assert.equal(report.comparisons[0]!.trials, { base: 12, next: 11 });
  assert.equal(report.notes, ['1 trial(s) with failed requests left out']);
});

test('cells of one side only are named; no common cell is an error', () => {
  const streaming = playLog({ seed: 2 }).filter((row) => row.mode === 'stream');
  const report = compareLogs(playLog({}), streaming, options);
  assert.equal(report.notes, ['not compared, only in the base: batch of 4']);
  const batch = playLog({}).filter((row) => row.mode === 'batch');
  assert.throws(
    () => compareLogs(batch, streaming, options),
    (error: Error) =>
      error instanceof InputError && /no measured way of serving in common/.test(error.message),
  );
});

test('a log of whole trials and one with windows are compared by whole trials', () => {
  const next = playLog({ seed: 2, sd: 0 }).map((row) => ({
    ...row,
    saturated_tokens_per_sec: 1,
    saturated_ms: 1,
  }));
  const { comparisons } = compareLogs(playLog({ sd: 0 }), next, { ...options, metrics: ['throughput'] });
  for (const { ratio } of comparisons) assert.ok(Math.abs(ratio.estimate - 1) < 1e-9);
});

test.run();
