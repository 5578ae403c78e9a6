/** What is told of random loads, by the notebook and by the command line: the same rate, in the same words. */

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadAnswer, rateText } from '../../../src/analysis/answers/load.js';
import { goodput, waitUnderLoad } from '../../../src/analysis/figures/load-curves.js';
import { exact, percent } from '../../../src/analysis/format.js';
import { experiments } from '../../../src/analysis/rows/experiment.js';
import { type Load, loads } from '../../../src/analysis/ways/loads.js';
import { sustained } from '../../../src/analysis/ways/sustained.js';
import { sweepText } from '../../../src/cli/load-text.js';
import { parseSlo } from '../../../src/metrics/slo.js';
import type { LogRow } from '../../../src/results/schema.js';
import { familyKey, familyLabel, familyNamed, WAY_NAMES, wayColumns } from '../../../src/ways.js';
import { seededRandom } from '../../../src/workload/random.js';
import { fc } from '../../support/fast-check.js';
import { load } from '../load-rows.js';

const test = suite('analysis/sustained-agreement');

const tried = fc.record({
  run: fc.integer({ min: 1, max: 3 }),
  way: fc.constantFrom(...WAY_NAMES),
  perSecond: fc.constantFrom(0.5, 1, 2, 2.8284271247461903, 4, 8, 22.627416997969522),
  n: fc.integer({ min: 1, max: 120 }),
  /** Share of the requests that are late, and of those that fail. */
  late: fc.constantFrom(0, 0, 0.05, 0.12, 0.5, 1),
  failed: fc.constantFrom(0, 0, 0.05),
  machine: fc.constantFrom('A', 'A', 'B'),
  version: fc.constantFrom(1, 2),
  seed: fc.integer({ min: 1, max: 1e6 }),
});
type Tried = typeof tried extends fc.Arbitrary<infer T> ? T : never;

function rowsOf({ run, way, perSecond, n, late, failed, machine, version, seed }: Tried): LogRow[] {
  const random = seededRandom(seed);
  const changes = {
    ...wayColumns({ ...familyNamed(way), batchSize: 3 }),
    run_id: `run ${run}`,
    trial_id: `load/${way}/poisson:${perSecond}`,
    machine,
    ...(version === 1 ? { workload_hash: null } : {}),
  };
  return load({ n, perSecond, seenMs: 20, changes }).map((one): LogRow => {
    if (random() < failed) return { ...one, status: 'failed', ttft_ms: null, total_latency_ms: null };
    const ms = random() < late ? 900 : 200;
    return { ...one, ttft_ms: way === 'batch' ? null : ms, total_latency_ms: ms + 40 };
  });
}

const slo = parseSlo('ttft=500,tpot=50');

const eachExperiment = (check: (all: readonly Load[], rows: readonly LogRow[]) => void) =>
  fc.assert(
    fc.property(fc.array(tried, { minLength: 1, maxLength: 12 }), (log) => {
      for (const { rows } of experiments(log.flatMap(rowsOf), 'load')) check(loads(rows, slo), rows);
    }),
    { numRuns: 120, seed: 1, includeErrorInReport: true },
  );

/** Share of a load that kept the promise, the long way. */
function keptOf(rows: readonly LogRow[], { way, perSecond }: Load): number {
  const own = rows.filter(
    (row) => row.trial_id.endsWith(`:${perSecond}`) && familyKey(row) === familyKey(way),
  );
  const kept = own.filter(
    ({ status, ttft_ms, total_latency_ms }) => status === 'ok' && (ttft_ms ?? total_latency_ms!) <= 500,
  );
  return kept.length / own.length;
}

test('the answer is the highest rate of the table up to which nine in ten were kept, within its bounds', () => {
  eachExperiment((all, rows) => {
    const found = sustained(all);
    const { findings } = loadAnswer(found, slo);
    assert.is(findings.length, found.length);
    for (const [i, one] of found.entries()) {
      const own = all.filter(({ way }) => familyKey(way) === familyKey(one.way));
      const kept = own.map((load) => keptOf(rows, load));
      assert.equal(
        own.map(({ attainment }) => attainment.estimate),
        kept,
      );
      const broken = kept.findIndex((share) => share < 0.9);
      const best = own[(broken === -1 ? own.length : broken) - 1];
      assert.is(one.perSecond, best?.perSecond ?? null);
      assert.ok(
        (one.low ?? 0) <= (one.perSecond ?? Infinity) && (one.high ?? Infinity) > (one.perSecond ?? 0),
      );
      const { text } = findings[i]!;
      const label = familyLabel(one.way);
      assert.ok(text.toLowerCase().startsWith(`${label}: ${rateText(one)}`), text);
      if (best) assert.match(text, `${exact(best.perSecond)} requests/s (`);
      if (best)
        assert.match(
          text,
          `${percent(best.attainment)} of ${best.requests} request${best.requests === 1 ? '' : 's'} kept it`,
        );
      if (one.low !== null && one.high !== null) assert.match(text, `(${exact(one.low)}–${exact(one.high)})`);
    }
  });
});

test('the command line tells the same rows in the same words', () => {
  eachExperiment((all) => {
    for (const one of sustained(all)) {
      const table = sweepText({ stream: one }, slo);
      assert.match(table, rateText(one));
      if (one.load) assert.match(table, percent(one.load.attainment));
      const [finding] = loadAnswer([one], slo).findings;
      assert.match(finding!.text, rateText(one));
    }
  });
});

test('the curves draw the table', () => {
  eachExperiment((all) => {
    const drawn = goodput(all, slo).data.slice(0, -1);
    assert.equal(
      drawn.flatMap(({ x, y }) => (x as number[]).map((rate, i) => [rate, (y as number[])[i]])),
      all.map(({ perSecond, attainment }) => [perSecond, perSecond * attainment.estimate]),
    );
    const known = all.filter(({ firstSeenP50 }) => firstSeenP50);
    assert.equal(
      waitUnderLoad(all).data.flatMap(({ y }) => y as number[]),
      known.map(({ firstSeenP50 }) => firstSeenP50!.value),
    );
  });
});

test.run();
