/** What a notebook may rely on: types of `streambatch/analysis`, held by the type check. Nothing of this is run. */
import {
  type Answer,
  batchSizeAnswer,
  type Cell,
  ecdf,
  FIRST_SEEN,
  type Figure,
  type Filter,
  fit,
  type Interval,
  type Load,
  type LoadedLog,
  loadAnswer,
  type loadLog,
  loads,
  type Matrix,
  matrix,
  type Picked,
  parseSlo,
  pickExperiment,
  type Slo,
  type Sustained,
  showFigure,
  summary,
  summaryTable,
  sustained,
  type Verdict,
  type verdict,
  type Way,
} from '../../src/analysis/index.js';
import type { LogRow } from '../../src/index.js';
import type { Expect, Same } from '../support/types.js';

declare const log: LoadedLog;
declare const cell: Cell;

// log → experiment → summary, figure, answer: each takes what the one before gives
const picked = pickExperiment(log.rows);
const slo = parseSlo('ttft=500');
void showFigure(ecdf(picked.rows, FIRST_SEEN));
void loadAnswer(sustained(loads(log.rows, slo)), slo);
void batchSizeAnswer(matrix(picked.rows));
void summaryTable(summary(picked.rows));

export type Ways = [
  Expect<Same<Awaited<ReturnType<typeof loadLog>>, LoadedLog>>,
  Expect<Same<LoadedLog['rows'], readonly LogRow[]>>,
  Expect<Same<typeof picked, Picked>>,
  Expect<Same<ReturnType<typeof matrix>, Matrix>>,
  Expect<Same<ReturnType<typeof verdict>, Verdict[]>>,
  Expect<Same<ReturnType<typeof summary>, Cell[]>>,
  Expect<Same<ReturnType<typeof summaryTable>, Record<string, string>[]>>,
  Expect<Same<ReturnType<typeof ecdf>, Figure>>,
  Expect<Same<ReturnType<typeof loads>, Load[]>>,
  Expect<Same<ReturnType<typeof sustained>, Sustained[]>>,
  Expect<Same<ReturnType<typeof loadAnswer>, Answer>>,
  Expect<Same<typeof slo, Slo>>,
];

// what was not measured is null, and the compiler says so
export type Unmeasured = [
  Expect<Same<Cell['throughputTps'], Interval | null>>,
  Expect<Same<Interval['low'], number | null>>,
];
// @ts-expect-error it may not have been measured
void cell.throughputTps.estimate;
// @ts-expect-error without observations there may be no model
void fit([], []).predict({ requests: 1, promptTokens: 1, steps: 1 });

// a selection names columns and their values
void ({ mode: 'batch', batch_size: [4, 8] } satisfies Filter);
// @ts-expect-error a size is a number
void ({ batch_size: '8' } satisfies Filter);
// @ts-expect-error no such column
void ({ size: 8 } satisfies Filter);

// delivery and scheduling are two axes
void ({ mode: 'stream', scheduler: 'continuous', batchSize: 8 } satisfies Way);
// @ts-expect-error continuous is a scheduling, not a delivery
void ({ mode: 'continuous', scheduler: 'continuous', batchSize: 8 } satisfies Way);
