/**
 * A log of 1,000,000 rows, made of the recorded sample's rows under new run ids: how long until all of
 * it is loaded, summarised, judged and drawn, and how much memory that takes. `npm run bench:analysis`; prints one JSON line.
 */
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { verdict } from '../../../src/analysis/answers/verdict.js';
import { explain } from '../../../src/analysis/cost-model/explain.js';
import { LATENCY_TERMS, latencies } from '../../../src/analysis/cost-model/terms.js';
import { pieces } from '../../../src/analysis/cost-model/work.js';
import { figurePng } from '../../../src/analysis/display/picture.js';
import { memoryBars, throughputBars } from '../../../src/analysis/figures/bars.js';
import { boxes, ecdf, FIRST_SEEN, LATENCY, TOKEN_GAP } from '../../../src/analysis/figures/distribution.js';
import { waitUnderLoad } from '../../../src/analysis/figures/load-curves.js';
import { pareto } from '../../../src/analysis/figures/pareto.js';
import { residuals } from '../../../src/analysis/figures/predictions.js';
import { perceivedSpeed } from '../../../src/analysis/figures/reading.js';
import { timeline } from '../../../src/analysis/figures/timeline.js';
import { sameServer } from '../../../src/analysis/rows/experiment.js';
import { loadLog } from '../../../src/analysis/rows/load-log.js';
import { pickExperiment, RATES } from '../../../src/analysis/rows/pick.js';
import { loads } from '../../../src/analysis/ways/loads.js';
import { summary } from '../../../src/analysis/ways/summary.js';
import { checkoutRoot } from '../../../src/checkout.mjs';
import { COLUMN_NAMES } from '../../../src/results/schema.js';
import { benchCommand, isSmoke } from '../bench-command.js';

const ROWS = 1_000_000;
/** All of the sample once, and one figure. */
const SMOKE_ROWS = 2_000;
const SMOKE_FIGURES = 1;

/** Copies of the sample, each with a suffix to its run ids: blocks stay whole and rows stay real. */
function* copies(most: number): Generator<string> {
  const sample = readFileSync(join(checkoutRoot, 'data', 'sample', 'inference_logs.csv'), 'utf8');
  const [header, ...lines] = sample.trim().split('\n');
  const runs = [...new Set(lines.map((line) => line.split(',')[COLUMN_NAMES.indexOf('run_id')]!))];
  yield `${header}\n`;
  for (let copy = 0, rows = 0; rows < most; copy++, rows += lines.length) {
    const text = lines.slice(0, most - rows).join('\n');
    yield `${runs.reduce((all, run) => all.replaceAll(run, `${run}-${copy}`), text)}\n`;
  }
}

const seconds = (since: number) => Math.round((performance.now() - since) / 100) / 10;

async function main(smoke: boolean): Promise<void> {
  const [most, name] = smoke ? [SMOKE_ROWS, 'smoke.csv'] : [ROWS, 'million.csv'];
  const path = join(checkoutRoot, '.cache', 'bench', name);
  mkdirSync(join(checkoutRoot, '.cache', 'bench'), { recursive: true });
  if (!existsSync(path)) await pipeline(copies(most), createWriteStream(path));
  const start = performance.now();
  const log = await loadLog(path);
  const load_s = seconds(start);
  const experiment = pickExperiment(log.rows);
  const cells = summary(experiment.rows);
  const verdicts = verdict(experiment.rows);
  const open = loads(pickExperiment(log.rows, null, RATES).rows, { ttftMs: 500 });
  const latency = explain(latencies(pieces(sameServer(log.rows, experiment))), LATENCY_TERMS);
  const summarise_s = seconds(start);
  const figures = [
    ecdf(experiment.rows, FIRST_SEEN),
    timeline(
      experiment.rows,
      cells.slice(0, 1).map(({ way }) => way),
    ),
    perceivedSpeed(experiment.rows),
    boxes(experiment.rows, LATENCY),
    boxes(experiment.rows, TOKEN_GAP),
    throughputBars(cells),
    pareto(cells),
    memoryBars(cells),
    waitUnderLoad(open),
    residuals(latency.predictions, 'latency (ms)'),
  ];
  for (const figure of smoke ? figures.slice(0, SMOKE_FIGURES) : figures) await figurePng(figure);
  const peak_mb = Math.round(process.resourceUsage().maxRSS / 1024);
  const all_s = seconds(start);
  const [trials, requests] = [cells[0]?.trials.length, cells.reduce((sum, cell) => sum + cell.requests, 0)];
  console.log(
    JSON.stringify({
      load_s,
      summarise_s,
      all_s,
      peak_mb,
      rows: log.rows.length,
      requests,
      trials,
      verdicts: verdicts.length,
    }),
  );
  console.log(log.notes.join('\n'));
}

const command = benchCommand(
  'analysis',
  'How long a log of a million rows takes to be loaded, judged and drawn, and how much memory.',
).parse();
void main(isSmoke(command));
