/** What the notebooks import from 'streambatch/analysis'. danfo and plotly load here, never with the engine. */
export type { Figure, Json, JsonObject } from './display/figure.js';
export { setUpPlotly } from './display/plotly.js';
export { type LiveOutput, liveFigure, liveText, showFigure } from './display/show.js';
export { showTable, type Tabular } from './display/table.js';
export { showText, showVerdict } from './display/text.js';
export { type Experiment, experiments, pickExperiment } from './experiment.js';
export { memoryBars, throughputBars } from './figures/bars.js';
export { boxes, ecdf, FIRST_SEEN, LATENCY, type Timing, TOKEN_GAP, TTFT } from './figures/distribution.js';
export { pareto } from './figures/pareto.js';
export { perceivedSpeed } from './figures/reading.js';
export { timeline } from './figures/timeline.js';
export {
  type CellValue,
  type Filter,
  filterFrame,
  fromFrame,
  type TableRow,
  tableFrame,
  toFrame,
} from './frame.js';
export type { Interval } from './interval.js';
export { defaultLogPath, type LoadedLog, loadLog } from './log.js';
export { type CellSummary, summary, summaryTable } from './summary.js';
export { type Answer, type Finding, type Verdict, verdict, verdictText } from './verdict.js';
export { type Way, wayLabel } from './way.js';
