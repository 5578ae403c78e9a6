/** Tables, figures and sentences of random logs, each number against the others: they cannot contradict each other. */

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { batchSizeAnswer } from '../../../src/analysis/answers/size.js';
import { verdict } from '../../../src/analysis/answers/verdict.js';
import type { JsonObject } from '../../../src/analysis/display/figure.js';
import { memoryBars, throughputBars } from '../../../src/analysis/figures/bars.js';
import { pareto } from '../../../src/analysis/figures/pareto.js';
import {
  FIRST_SEEN_BY_SIZE,
  MEMORY_BY_SIZE,
  sweep,
  THROUGHPUT_BY_SIZE,
  WASTE_BY_SIZE,
} from '../../../src/analysis/figures/sweep.js';
import { experiments } from '../../../src/analysis/rows/experiment.js';
import { matrix } from '../../../src/analysis/ways/matrix.js';
import { MOST_WORK, wins } from '../../../src/analysis/ways/winners.js';
import type { LogRow } from '../../../src/results/schema.js';
import { familyLabel, wayLabel } from '../../../src/ways.js';
import { fc } from '../../support/fast-check.js';
import { randomLogs, rowsOfLog, truthOf } from '../random-logs.js';
import { near, slackOf, type Told, told } from '../reader.js';
import { SENTENCES } from '../sentences.js';
import { readSentence } from '../template.js';

const test = suite('analysis/matrix-agreement');

/** The same logs every time: of this seed they lead to every wording that there is. */
const SEED = 1;
const RUNS = 350;

const eachLog = (check: (rows: readonly LogRow[]) => void) =>
  fc.assert(
    fc.property(randomLogs, (log) => check(rowsOfLog(log))),
    { numRuns: RUNS, seed: SEED, includeErrorInReport: true },
  );

/** What is computed of each experiment of a log: the tests are given the same logs, so it is computed once for all of them. */
const known = new Map<string, readonly (readonly [Told, readonly LogRow[]])[]>();

const eachExperiment = (check: (context: Told, rows: readonly LogRow[]) => void) =>
  fc.assert(
    fc.property(randomLogs, (log) => {
      const key = JSON.stringify(log);
      if (!known.has(key)) {
        const parts = experiments(rowsOfLog(log));
        known.set(
          key,
          parts.map(({ rows }) => [told(rows, matrix(rows)), rows] as const),
        );
      }
      for (const [context, rows] of known.get(key)!) check(context, rows);
    }),
    { numRuns: RUNS, seed: SEED, includeErrorInReport: true },
  );

test('an experiment is one machine and one workload, and every row is in one', () => {
  eachLog((rows) => {
    const all = experiments(rows);
    assert.is(
      all.reduce((sum, one) => sum + one.rows.length, 0),
      rows.length,
    );
    for (const one of all) assert.is(new Set(one.rows.map(truthOf)).size, 1);
  });
});

test('every number of every sentence is that of the table, and every claim agrees with it', () => {
  const read = new Set<string>();
  eachExperiment((context, rows) => {
    const answers = [...verdict(rows).flatMap((one) => one.answers), batchSizeAnswer(context.measured)];
    for (const { text } of answers.flatMap(({ findings }) => findings)) {
      read.add(readSentence(SENTENCES, context, text));
    }
    for (const { basis, experiment } of verdict(rows)) {
      assert.ok(basis.startsWith(basisOf(rows)), basis);
      const prompts = new Set(rows.map(({ prompt_id }) => prompt_id)).size;
      assert.match(experiment, `, ${prompts} prompts, at most ${rows[0]!.max_new_tokens} new tokens`);
    }
  });
  const never = SENTENCES.filter(({ text }) => !read.has(text)).map(({ text }) => text);
  assert.equal(never, [], 'wordings that no log led to');
});

const count = (names: readonly string[], noun: string) => {
  const { size } = new Set(names);
  return `${size} ${noun}${size === 1 ? '' : 's'}`;
};

/** How a verdict tells what it rests on. */
function basisOf(rows: readonly LogRow[]): string {
  const requests = `${rows.length} requests`;
  const trials = count(
    rows.map(({ run_id, trial_id }) => `${run_id} ${trial_id}`),
    'trial',
  );
  const blocks = count(
    rows.map(({ run_id, block }) => `${run_id} ${block}`),
    'paired block',
  );
  const runs = count(
    rows.map(({ run_id }) => run_id),
    'run',
  );
  return `${requests} in ${trials}: ${blocks} of ${runs}. `;
}

test('nothing is seen after its end or before it is made, and a batch is seen at its end', () => {
  eachExperiment(({ table, cells }) => {
    for (const [i, { way, firstMadeMs, firstSeenMs, latencyMs }] of cells.entries()) {
      const [seen, made] = table[i]!['first token']!.split(', made ');
      if (made) {
        const [, number, unit] = /^([\d.]+) (m?s)$/.exec(made)!;
        const factor = unit === 's' ? 1000 : 1;
        near(Number(number) * factor, firstMadeMs!.estimate, slackOf(firstMadeMs!), 'first token made');
        assert.ok(firstMadeMs!.estimate <= firstSeenMs!.estimate);
      }
      if (!firstSeenMs || !latencyMs) continue;
      assert.ok(firstSeenMs.estimate <= latencyMs.estimate);
      if (way.mode === 'batch') assert.is(seen, table[i]!['whole answer']);
    }
  });
});

test('the map of winners names the fastest of the table, and its lead over the others', () => {
  eachExperiment(({ cells }, rows) => {
    for (const { together, lead, unbeaten, rivals } of wins(rows, MOST_WORK)) {
      const field = cells.filter(({ way }) => way.scheduler === 'sequential' || way.batchSize === together);
      assert.is(field.length, rivals);
      if (lead === null) continue;
      const [best, next] = field
        .filter(({ throughputTps }) => throughputTps)
        .sort((a, b) => b.throughputTps!.estimate - a.throughputTps!.estimate);
      assert.equal(unbeaten, [best!.way]);
      // a rival that shares no block with the winner is none
      assert.ok(
        lead >= (best!.throughputTps!.estimate / next!.throughputTps!.estimate) * (1 - 1e-9),
        `${lead}`,
      );
    }
  });
});

test('every figure draws the numbers of the table', () => {
  eachExperiment(({ cells }) => {
    const estimates = (name: 'throughputTps' | 'peakMb' | 'firstSeenMs' | 'wastedShare', factor = 1) =>
      Object.fromEntries(
        cells.flatMap((cell) => {
          const interval = cell[name];
          return interval ? [[wayLabel(cell.way), interval.estimate * factor]] : [];
        }),
      );
    const bars = throughputBars(cells).data[0]!;
    assert.equal(zip(bars.y, bars.x), estimates('throughputTps'));
    const [base, added] = memoryBars(cells).data as [JsonObject, JsonObject];
    for (const [way, end] of Object.entries(zip(added.y, added.x))) {
      assert.ok(Math.abs(end + zip(base.y, base.x)[way]! - estimates('peakMb')[way]!) < 1e-9);
    }
    for (const [quantity, name, factor] of [
      [THROUGHPUT_BY_SIZE, 'throughputTps', 1],
      [FIRST_SEEN_BY_SIZE, 'firstSeenMs', 1],
      [MEMORY_BY_SIZE, 'peakMb', 1],
      [WASTE_BY_SIZE, 'wastedShare', 100],
    ] as const) {
      assert.equal(bySize(cells, sweep(cells, quantity).data), estimates(name, factor));
    }
    const drawn = pareto(cells).data;
    const [x, y] = [estimates('throughputTps'), estimates('firstSeenMs')];
    const both = Object.keys(x).filter((way) => way in y);
    assert.equal(
      drawn.flatMap((family) => family.x as number[]),
      both.map((way) => x[way]!),
    );
    assert.equal(
      drawn.flatMap((family) => family.y as number[]),
      both.map((way) => y[way]!),
    );
  });
});

test('what is said under the pointer, and to those who do not see a figure, is what the table says', () => {
  eachExperiment(({ cells, table }) => {
    for (const [figure, column] of [
      [throughputBars(cells), 'throughput'],
      [sweep(cells, THROUGHPUT_BY_SIZE), 'throughput'],
      [sweep(cells, FIRST_SEEN_BY_SIZE), 'first token'],
      [sweep(cells, MEMORY_BY_SIZE), 'peak memory'],
      [sweep(cells, WASTE_BY_SIZE), 'wasted'],
    ] as const) {
      const hovers = figure.data.flatMap(({ customdata }) => customdata as string[]);
      const known = table.filter((record) => record[column] !== '–');
      assert.is(hovers.length, known.length);
      for (const [i, { serving, [column]: text }] of known.entries()) {
        const shown = text!.split(', made ')[0]!;
        assert.ok(hovers[i]!.startsWith(serving!) && hovers[i]!.endsWith(` ${shown}`), hovers[i]);
        assert.ok(figure.alt.includes(hovers[i]!), figure.alt);
      }
    }
  });
});

const zip = (names: unknown, values: unknown): Record<string, number> =>
  Object.fromEntries((names as string[]).map((name, i) => [name, (values as number[])[i]!]));

/** The points of a sweep, by the way that each stands for. */
const bySize = (cells: Told['cells'], lines: readonly JsonObject[]): Record<string, number> =>
  Object.fromEntries(
    lines.flatMap(({ name, x, y }) =>
      (x as number[]).map((size, i) => {
        const cell = cells.find(({ way }) => familyLabel(way) === name && way.batchSize === size)!;
        return [wayLabel(cell.way), (y as number[])[i]!];
      }),
    ),
  );

test.run();
