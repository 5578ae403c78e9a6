import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareLogs, exitCodeFor } from '../../src/compare/compare.js';
import { METRIC_NAMES } from '../../src/compare/metric.js';
import { InputError } from '../../src/errors.js';
import type { LogRow } from '../../src/results/schema.js';
import { playLog } from './logs.js';

const options = { threshold: 0.05, metrics: METRIC_NAMES };
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

test('as many trials as it asked for do tell', () => {
  const noisy = { sd: 0.06, blocks: 5 };
  const first = compareLogs(playLog(noisy), playLog({ ...noisy, seed: 4 }), {
    ...options,
    metrics: ['latency'],
  });
  const asked = Math.max(...first.comparisons.map(({ trialsNeeded }) => trialsNeeded ?? 0));
  assert.ok(asked > 5 && asked < 200, `${asked}`);
  const more = { sd: 0.06, blocks: asked * 2 };
  const second = compareLogs(playLog(more), playLog({ ...more, seed: 4 }), {
    ...options,
    metrics: ['latency'],
  });
  assert.is(exitCodeFor(second), 0);
});

test('one trial a side has no interval: cannot tell', () => {
  const report = compareLogs(playLog({ blocks: 1 }), playLog({ blocks: 1, seed: 2 }), options);
  assert.ok(
    report.comparisons.every(({ verdict, trialsNeeded }) => verdict === 'cannot tell' && trialsNeeded === 5),
  );
});

test('A/A does not cry wolf: of 100 reports with 7 comparisons each, at most 5 % find anything', () => {
  let alarms = 0;
  for (let i = 0; i < 100; i++) {
    const report = compareLogs(
      playLog({ seed: 2 * i + 10, sd: 0.05, blocks: 5 }),
      playLog({ seed: 2 * i + 11, sd: 0.05, blocks: 5 }),
      options,
    );
    if (report.comparisons.some(({ verdict }) => verdict === 'worse' || verdict === 'better')) alarms++;
  }
  assert.ok(alarms <= 5, `${alarms} of 100`);
});

test('a trial with a failed request is left out, and said so', () => {
  const next = playLog({ seed: 2 });
  next[0] = { ...next[0]!, status: 'failed', total_latency_ms: null };
  const report = compareLogs(playLog({}), next, options);
  assert.equal(report.comparisons[0]!.trials, { base: 8, next: 7 });
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

test.run();
