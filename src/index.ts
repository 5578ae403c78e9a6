/** The public API: what notebooks and programs import as `streambatch`. Analysis is apart: `streambatch/analysis`. */
export { createBackend } from './backends/create.js';
export type { LoadProgress, OnProgress } from './backends/load-progress.js';
export { type ProcessBackend, type SpawnOptions, spawnBackend } from './backends/process/process-backend.js';
export { type BackendOptions, type BackendSpec, backendSpec, type MockTimes } from './backends/spec.js';
export { calibrate } from './benchmark/calibrate.js';
export { type BenchmarkConfig, configHash, parseConfig } from './benchmark/config.js';
export { describeMachine, type Machine, type ReadFile } from './benchmark/environment.js';
export { planCells, planTrials, type Trial, trialId } from './benchmark/plan.js';
export { type RecordedRunOptions, startRun } from './benchmark/recorded-run.js';
export { resumeRun } from './benchmark/resume.js';
export { type RunOptions, type RunProgress, type RunResult, runBenchmark } from './benchmark/run.js';
export type { Judge, RunSoFar } from './benchmark/stopping.js';
export type { Launch } from './benchmark/trial.js';
export { type Clock, nowMs } from './clock.js';
export { BackendError, InputError, type InputErrorOptions, StreambatchError } from './errors.js';
export {
  type Backend,
  type BackendInfo,
  type BackendLoad,
  type BackendTells,
  type BatchRequest,
  type Completion,
  complete,
  type FinishEvent,
  type FinishReason,
  type GenerateRequest,
  type GenerationEvent,
  type GenerationStream,
  type Mode,
  type Sampling,
  type Scheduler,
  type ScoredToken,
  type TokenContent,
  type TokenEvent,
} from './generation.js';
export { backendTarget } from './load/backend-target.js';
export type { Probe, SweepResult } from './load/highest-rate.js';
export type { LoadReport, Percentiles } from './load/load-report.js';
export { type LocalServer, type ServeOptions, startLocalServer } from './load/local-server.js';
export type { MeasuredLoad } from './load/measured-load.js';
export { type LoadOptions, type LoadRun, runLoad } from './load/run-load.js';
export { openServerTarget } from './load/server-target.js';
export type { LoadSettings } from './load/settings.js';
export { type LoadSweep, sweepLoad } from './load/sweep-load.js';
export type { LoadRequest, Sent, Target } from './load/target.js';
export type { LatencyColumns } from './metrics/latency.js';
export { type MemoryColumns, type MemoryProbe, watchMemory } from './metrics/process-memory.js';
export { type RequestMeasures, RequestRecorder } from './metrics/recorder.js';
export type { ServerColumns } from './metrics/server/server-columns.js';
export { parseSlo, type Slo } from './metrics/slo.js';
export * as statistics from './metrics/statistics/index.js';
export type { Part } from './results/column.js';
export { countFlags, FLAGS, type Flag, type FlagCount } from './results/flags.js';
export type { InstrumentOffset, Spread } from './results/instrument.js';
export { type LogOptions, openLog, type ResultLog } from './results/log.js';
export { type LogContents, type Problem, readLog } from './results/read.js';
export { logRow, type MeasuredColumns, NO_TRIAL, type RowPlace, type TrialColumns } from './results/row.js';
export {
  COLUMN_NAMES,
  COLUMNS,
  type ColumnName,
  type ColumnsOf,
  type ColumnType,
  type LogRow,
  SCHEMA_VERSION,
  type Source,
} from './results/schema.js';
export { WAY_NAMES, type Way, type Way as Cell, type WayName, wayKey as cellName } from './ways.js';
export { type Arrivals, parseArrivals } from './workload/arrivals.js';
export { loadPrompts, type Prompt } from './workload/prompts.js';
export { type Random, seededRandom } from './workload/random.js';
