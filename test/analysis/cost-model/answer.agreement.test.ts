/** How far predictions are off: the sentences, against the points of the figures. */

import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { trustAnswer } from '../../../src/analysis/cost-model/answer.js';
import { explain } from '../../../src/analysis/cost-model/explain.js';
import { predictAll } from '../../../src/analysis/cost-model/fit.js';
import { LATENCY_TERMS, latencies, MEMORY_TERMS, memories } from '../../../src/analysis/cost-model/terms.js';
import { pieces } from '../../../src/analysis/cost-model/work.js';
import { residuals } from '../../../src/analysis/figures/predictions.js';
import { percentage, time } from '../../../src/analysis/format.js';
import { checkoutRoot } from '../../../src/checkout.mjs';
import { readLog } from '../../../src/results/read.js';
import { fc } from '../../support/fast-check.js';
import { halfUnit } from '../reader.js';

const test = suite('analysis/cost-model/answer-agreement');

const sample = await readLog(join(checkoutRoot, 'data', 'sample', 'grid.csv'));
/** So few that a figure draws every one. */
const rows = sample.rows.filter(({ block }) => block < 3);
const runs = [...new Set(rows.map(({ run_id }) => run_id))];

/** Sizes of the errors that a figure draws, in percent, smallest first. */
const drawn = (predictions: Parameters<typeof residuals>[0]) =>
  residuals(predictions, 'latency (ms)')
    .data.flatMap(({ y }) => y as number[])
    .map(Math.abs)
    .sort((a, b) => a - b);

/** So many percent hold a share of the errors: not fewer of them, and not many more. */
function holds(percent: string, errors: readonly number[], share: number): void {
  const printed = Number(percent);
  const slack = 1.01 * halfUnit(printed, printed < 1 ? 2 : 3);
  const [low, high] = [printed - slack, printed + slack];
  assert.ok(errors.filter((error) => error <= high).length >= share * errors.length, `${percent} %`);
  assert.ok(errors.filter((error) => error < low).length <= share * errors.length, `${percent} %`);
}

test('the errors that are told are those that are drawn', () => {
  fc.assert(
    fc.property(fc.subarray(runs, { minLength: 1 }), fc.constantFrom(2, 5, 8), (chosen, size) => {
      const work = pieces(rows.filter(({ run_id }) => chosen.includes(run_id)));
      const seen = work.filter(({ requests }) => requests !== size);
      const unseen = latencies(work.filter(({ requests }) => requests === size));
      const [latency, memory] = [
        explain(latencies(seen), LATENCY_TERMS),
        explain(memories(seen), MEMORY_TERMS),
      ];
      const { findings } = trustAnswer(
        [
          ['latency', latency],
          ['peak memory', memory],
        ],
        { size, model: latency.model, latencies: unseen },
      );
      for (const [i, { predictions }] of [latency, memory].entries()) {
        const said =
          /predict(?:ed|ed roughly)?: half of the predictions are within ([\d.]+) % of what was measured, 9 of 10 within ([\d.]+) % \(cross-validated, n = (\d+)\)\.$/.exec(
            findings[i]!.text,
          );
        if (predictions.length === 0) {
          assert.match(findings[i]!.text, 'cannot tell');
          continue;
        }
        const errors = drawn(predictions);
        holds(said![1]!, errors, 0.5);
        holds(said![2]!, errors, 0.9);
        assert.is(Number(said![3]), predictions.length);
      }
      if (!latency.model || unseen.length === 0) {
        assert.match(findings[2]!.text, /holds no batch of|there is no model/);
        return;
      }
      const held = predictAll(latency.model, unseen);
      const mean = (values: readonly number[]) =>
        values.reduce((sum, value) => sum + value, 0) / values.length;
      const measured = mean(held.map(({ observation }) => observation.cost));
      const predicted = mean(held.map((one) => one.predicted));
      const off = Math.abs(predicted / measured - 1);
      const word = predicted < measured ? 'low' : 'high';
      assert.match(
        findings[2]!.text,
        `predicted ${time(predicted)} on average, measured ${time(measured)}: ${percentage(off)} too ${word} (n = ${held.length})`,
      );
      holds(/batches are within ([\d.]+) %/.exec(findings[2]!.text)![1]!, drawn(held), 0.5);
    }),
    { numRuns: 40, seed: 1, includeErrorInReport: true },
  );
});

test.run();
