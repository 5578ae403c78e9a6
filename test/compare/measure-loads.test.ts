import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareLogs, exitCodeFor } from '../../src/compare/compare-logs.js';
import { LOAD_METRIC_NAMES } from '../../src/compare/load-metric.js';
import type { LogRow } from '../../src/results/schema.js';
import { playLog } from '../support/compared-logs.js';
import { type PlayedLoad, playLoad } from '../support/played-loads.js';

const options = {
  threshold: 0.05,
  metrics: ['latency'],
  loads: { metrics: LOAD_METRIC_NAMES, slo: { ttftMs: 500 } },
} as const;
const compare = (base: readonly LogRow[], next: readonly LogRow[]) => compareLogs(base, next, options);
const verdicts = (base: readonly LogRow[], next: readonly LogRow[]) =>
  Object.fromEntries(compare(base, next).comparisons.map(({ metric, verdict }) => [metric, verdict]));

test('a server that takes a fifth longer for each token is worse at it, and at what follows from it', () => {
  const perSecond = 8;
  const report = compare(playLoad({ perSecond }), playLoad({ perSecond, noise: 2, stepMs: 12 }));
  const found = Object.fromEntries(report.comparisons.map((one) => [one.metric, one]));
  assert.equal(Object.keys(found), ['kept', 'first-token', 'pace', 'latency', 'throughput']);
  assert.equal([found.pace!.verdict, found.latency!.verdict], ['worse', 'worse']);
  assert.ok(Math.abs(found.pace!.ratio.estimate - 1.2) < 0.04, `${found.pace!.ratio.estimate}`);
  assert.is(found.throughput!.verdict, 'same', 'an open load asks for no more than it gets');
  assert.is(found.pace!.cell, 'streaming, continuous batching, poisson:8');
  const n = playLoad({ perSecond }).length;
  assert.equal([found.pace!.counts, found.pace!.trials], ['requests', { base: n, next: n }]);
  assert.is(exitCodeFor(report), 1);
});

test('the share that kept the promise: lost where the line is long', () => {
  const [kept] = compare(playLoad(), playLoad({ noise: 2, stepMs: 14 })).comparisons;
  assert.is(kept!.metric, 'kept');
  assert.is(kept!.verdict, 'worse');
  assert.ok(kept!.base > 95 && kept!.next < 60, `${kept!.base} and ${kept!.next}`);
});

test('a failed request broke its promise, has no times, and is told of', () => {
  const next = playLoad({ noise: 2 }).map((row, i) =>
    i % 4 ? row : { ...row, status: 'failed' as const, ttft_ms: null, tpot_ms: null, total_latency_ms: null },
  );
  const { comparisons, notes } = compare(playLoad(), next);
  assert.is(comparisons[0]!.verdict, 'worse');
  assert.is(comparisons.find(({ metric }) => metric === 'pace')!.verdict, 'same');
  assert.ok(
    notes.some((note) => /poisson:14: 0 requests failed in the base, 2\d\d in the new log/.test(note)),
  );
});

test('loads of one schedule are compared pair by pair, which tells more; others say how to', () => {
  const wide = (played: PlayedLoad) => {
    const { comparisons, notes } = compare(playLoad(), playLoad(played));
    const { low, high } = comparisons.find(({ metric }) => metric === 'latency')!.ratio;
    return { width: Math.log(high! / low!), notes: notes.join('\n') };
  };
  const [paired, apart] = [wide({ noise: 2 }), wide({ noise: 2, seed: 2 })];
  assert.ok(paired.width < apart.width, `${paired.width} and ${apart.width}`);
  assert.not.match(paired.notes, 'not paired');
  assert.match(
    apart.notes,
    /not paired, .*: streaming, continuous batching, poisson:14; --seed, prompts and rate/,
  );
});

test('a short load has no interval, and asks for more requests', () => {
  const [base, next] = [1, 2].map((noise) => playLoad({ noise, perSecond: 10, seconds: 1 }));
  const { comparisons } = compare(base!, next!);
  for (const { verdict, trialsNeeded, ratio } of comparisons.filter(({ metric }) => metric !== 'kept')) {
    assert.equal([verdict, ratio.low], ['cannot tell', null]);
    assert.ok(trialsNeeded! > base!.length, `${trialsNeeded}`);
  }
});

test('logs that hold runs and loads are compared by both, with one correction for all', () => {
  const both = (noise: number) => [...playLog({ seed: noise }), ...playLoad({ noise })];
  const { comparisons } = compare(both(1), both(2));
  assert.equal(
    comparisons.map(({ cell, metric, counts }) => `${cell}, ${metric}, ${counts}`),
    [
      'streaming, latency, trials',
      'batch of 4, latency, trials',
      ...LOAD_METRIC_NAMES.map((metric) => `streaming, continuous batching, poisson:14, ${metric}, requests`),
    ],
  );
});

test('batches that end at once leave no window of time empty; batch delivery has no first token and no pace', () => {
  const batches = (noise: number) => {
    const rows = playLoad({ noise });
    return rows.map((row, i) => {
      const last = rows[Math.min(rows.length - 1, i - (i % 40) + 39)]!;
      const endMs = Date.parse(last.timestamp) - Date.parse(row.timestamp) + 500;
      return {
        ...row,
        trial_id: 'load/batch/poisson:14',
        mode: 'batch' as const,
        scheduler: 'static' as const,
        ttft_ms: null,
        tpot_ms: null,
        total_latency_ms: endMs,
      };
    });
  };
  const { kept: _, ...times } = verdicts(batches(1), batches(2));
  assert.equal(times, { latency: 'same', throughput: 'same' });
});

test('users who wait for answers: the throughput is what changes', () => {
  /** 16 users, each of whom asks again when the answer has come. */
  const closed = (noise: number, stepMs = 10) => {
    const users = new Array<number>(16).fill(0);
    return playLoad({ noise, stepMs, perSecond: 10 }).map((row) => {
      const user = users.indexOf(Math.min(...users));
      const atMs = users[user]!;
      const total_latency_ms = 20 + row.output_len! * row.tpot_ms!;
      users[user] = atMs + total_latency_ms;
      const timestamp = new Date(Date.UTC(2026, 0, 1) + atMs).toISOString();
      return { ...row, timestamp, total_latency_ms, ttft_ms: 20, trial_id: 'load/continuous/closed:16' };
    });
  };
  const { throughput } = verdicts(closed(1), closed(2, 13));
  assert.is(throughput, 'worse');
});

const AA_REPORTS = 60;

test('A/A near saturation does not cry wolf: at most 5 % of the reports find anything', () => {
  for (const seedOf of [(i: number) => i, (i: number) => 1000 + i]) {
    let alarms = 0;
    for (let i = 0; i < AA_REPORTS; i++) {
      const base = playLoad({ seed: i, noise: 2 * i + 1, perSecond: 16 });
      const next = playLoad({ seed: seedOf(i), noise: 2 * i + 2, perSecond: 16 });
      const found = Object.values(verdicts(base, next));
      if (found.includes('better') || found.includes('worse')) alarms++;
    }
    assert.ok(alarms <= 0.05 * AA_REPORTS, `${alarms} of ${AA_REPORTS}`);
  }
});

test.run();
