/** What the notebooks import from 'streambatch/analysis'. danfo and plotly load here, never with the engine. */

export { parseSlo, type Slo, SUSTAINED_SHARE, USUAL_SLO } from '../metrics/slo.js';
export type { Interval } from '../metrics/statistics/interval.js';
export type { Source } from '../results/schema.js';
export { type Family, familyLabel, type Way, wayLabel } from '../ways.js';
export type { Answer, Finding } from './answers/finding.js';
export { loadAnswer, loadOpening } from './answers/load.js';
export { ground, type Opening, opening } from './answers/opening.js';
export { batchSizeAnswer, sizeOpening, wasteTitle } from './answers/size.js';
export {
  firstSeenTitle,
  memoryTitle,
  throughputTitle,
  tradeTitle,
  wholeAnswerTitle,
} from './answers/titles.js';
export { type Verdict, verdict, verdictText } from './answers/verdict.js';
export { predictionTitle, trustAnswer, trustOpening } from './cost-model/answer.js';
export { type Explained, explain } from './cost-model/explain.js';
export {
  type Coefficient,
  type CostModel,
  crossValidate,
  fit,
  type Observation,
  type Prediction,
  predictAll,
  type Term,
} from './cost-model/fit.js';
export { coefficientTable } from './cost-model/table.js';
export { LATENCY_TERMS, latencies, MEMORY_TERMS, memories } from './cost-model/terms.js';
export { pieces, type Task, type Work } from './cost-model/work.js';
export type { Figure, Json, JsonObject } from './display/figure.js';
export { numberParameter } from './display/parameter.js';
export { figurePng } from './display/picture.js';
export { setUpPlotly } from './display/plotly.js';
export {
  type LiveFigure,
  type LiveOutput,
  liveFigure,
  liveOpening,
  liveText,
  showFigure,
} from './display/show.js';
export { showFoldedTable, showTable, type Tabular } from './display/table.js';
export { showAnswer, showFolded, showOpening, showText, showVerdict } from './display/text.js';
export { memoryBars, throughputBars } from './figures/bars.js';
export { boxes, ecdf, FIRST_SEEN, LATENCY, type Timing, TOKEN_GAP, TTFT } from './figures/distribution.js';
export { goodput, waitUnderLoad } from './figures/load-curves.js';
export { pareto } from './figures/pareto.js';
export { predictedAgainstMeasured, residuals } from './figures/predictions.js';
export { perceivedSpeed } from './figures/reading.js';
export {
  FIRST_SEEN_BY_SIZE,
  MEMORY_BY_SIZE,
  type Quantity,
  sweep,
  THROUGHPUT_BY_SIZE,
  WASTE_BY_SIZE,
} from './figures/sweep.js';
export { timeline } from './figures/timeline.js';
export { winnerMap } from './figures/winner-map.js';
export { percent } from './format.js';
export { categoriesOf } from './rows/categories.js';
export { type Experiment, experiments, sameServer } from './rows/experiment.js';
export {
  type CellValue,
  type Filter,
  filterFrame,
  fromFrame,
  type TableRow,
  tableFrame,
  toFrame,
} from './rows/frame.js';
export { instrumentNotes } from './rows/instrument-notes.js';
export { defaultLogPath, type LoadedLog, loadLog } from './rows/load-log.js';
export { type Picked, pickExperiment, type Question, RATES, SIZES, WAYS } from './rows/pick.js';
export { experimentOrSample, gridBeside, type Shown } from './rows/recorded.js';
export type { Cell, Quantity as CellQuantity } from './ways/cell.js';
export { type Load, loads } from './ways/loads.js';
export { type Matrix, matrix } from './ways/matrix.js';
export type { Price, PricedMetric } from './ways/price.js';
export type { Comparison, Measures, Metric } from './ways/ratios.js';
export { summary, summaryTable } from './ways/summary.js';
export { type Sustained, sustained } from './ways/sustained.js';
export type { Trial } from './ways/trials.js';
export { type Criterion, MOST_WORK, SOONEST, type Win, wins } from './ways/winners.js';
