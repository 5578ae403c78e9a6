/** What the notebooks do, on logs that are not as they should be: a message each, never an exception or a NaN. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as analysis from '../../src/analysis/index.js';
import { BAD_LOGS } from './bad-logs.js';
import { inScratch } from './scratch.js';

const test = suite('analysis/bad-logs');

/** All that the notebooks 02 to 05 compute of a log. */
function everything(log: analysis.LoadedLog) {
  const experiment = analysis.pickExperiment(log.rows);
  const cells = analysis.summary(experiment.rows);
  const served = analysis.sameServer(log.rows, experiment);
  const work = analysis.pieces(served);
  const latency = analysis.explain(analysis.latencies(work), analysis.LATENCY_TERMS);
  const memory = analysis.explain(analysis.memories(work), analysis.MEMORY_TERMS);
  const slo = analysis.parseSlo(analysis.USUAL_SLO);
  const loads = analysis.loads(analysis.pickExperiment(log.rows, null, analysis.RATES).rows, slo);
  const figures = [
    ...[analysis.FIRST_SEEN, analysis.LATENCY, analysis.TTFT, analysis.TOKEN_GAP].flatMap((timing) => [
      analysis.ecdf(experiment.rows, timing),
      analysis.boxes(experiment.rows, timing),
    ]),
    analysis.timeline(
      experiment.rows,
      cells.map(({ way }) => way),
    ),
    analysis.perceivedSpeed(experiment.rows),
    analysis.throughputBars(cells),
    analysis.memoryBars(cells),
    analysis.pareto(cells),
    analysis.sweep(cells, analysis.THROUGHPUT_BY_SIZE),
    analysis.sweep(cells, analysis.FIRST_SEEN_BY_SIZE),
    analysis.sweep(cells, analysis.MEMORY_BY_SIZE),
    analysis.sweep(cells, analysis.WASTE_BY_SIZE),
    ...[analysis.MOST_WORK, analysis.SOONEST].map((by) => analysis.winnerMap(analysis.wins(served, by), by)),
    analysis.waitUnderLoad(loads),
    analysis.goodput(loads, slo),
    ...[latency, memory].flatMap(({ predictions }) => [
      analysis.predictedAgainstMeasured(predictions, 'latency (ms)'),
      analysis.residuals(predictions, 'latency (ms)'),
    ]),
  ];
  const answers = [
    analysis.loadAnswer(analysis.sustained(loads), slo),
    analysis.batchSizeAnswer(analysis.matrix(experiment.rows)),
    analysis.trustAnswer(
      [
        ['latency', latency],
        ['peak memory', memory],
      ],
      { size: 5, model: latency.model, latencies: [] },
    ),
    ...analysis.verdict(experiment.rows).flatMap((verdict) => verdict.answers),
  ];
  const tables = [
    analysis.summaryTable(cells),
    analysis.coefficientTable(latency.model),
    loads,
    analysis.sustained(loads),
  ];
  return { experiment, figures, answers, tables };
}

/** JSON has no NaN and no Infinity: they would come back as null. */
const survives = (value: unknown) => assert.equal(JSON.parse(JSON.stringify(value)), value);

for (const [name, content] of Object.entries(BAD_LOGS)) {
  test(name, () =>
    inScratch(async (folder) => {
      const path = join(folder, 'log.csv');
      writeFileSync(path, content);
      const log = await analysis.loadLog(path);
      const { experiment, figures, answers, tables } = everything(log);
      for (const figure of figures) survives({ data: figure.data, layout: figure.layout });
      survives(tables);
      const words = JSON.stringify([
        log.notes,
        experiment.title,
        answers,
        figures.map(({ alt, caption }) => [alt, caption]),
      ]);
      // a note may quote what a cell held
      assert.not.match(words.replace(/holds no \w+: \S+/g, ''), /NaN|Infinity|undefined|\[object/);
      for (const { question, findings } of answers) assert.ok(findings.length > 0, question);
      if (log.rows.length === 0) assert.match(log.notes.join(' '), /streambatch run|give a file|not a file/);
    }),
  );
}

test.run();
