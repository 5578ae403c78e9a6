/** What a program may rely on: types of the public API, held by the type check. Nothing of this is run. */
import {
  type Backend,
  type BackendOptions,
  type BenchmarkConfig,
  backendSpec,
  type Completion,
  type complete,
  createBackend,
  type FinishReason,
  type GenerateRequest,
  type GenerationEvent,
  type GenerationStream,
  InputError,
  type LogRow,
  type ProcessBackend,
  type parseConfig,
  type planTrials,
  type ResultLog,
  type RunResult,
  type readLog,
  type runBenchmark,
  StreambatchError,
  spawnBackend,
  startRun,
  statistics,
  type Trial,
} from '../src/index.js';
import type { Expect, Same } from './support/types.js';

declare const backend: Backend;
declare const row: LogRow;
declare const log: ResultLog;
declare const config: BenchmarkConfig;

// a way through the API, each step's result as the next one takes it
const spec = backendSpec.parse({ backend: 'mock' } satisfies BackendOptions);
export type Ways = [
  Expect<Same<ReturnType<typeof createBackend>, Promise<Backend>>>,
  Expect<Same<ReturnType<typeof spawnBackend>, Promise<ProcessBackend>>>,
  Expect<Same<ReturnType<Backend['submit']>, GenerationStream[]>>,
  Expect<Same<Awaited<ReturnType<typeof complete>>, Completion>>,
  Expect<Same<ReturnType<typeof parseConfig>, BenchmarkConfig>>,
  Expect<Same<ReturnType<typeof planTrials>, Trial[]>>,
  Expect<Same<Awaited<ReturnType<typeof runBenchmark>>, RunResult>>,
];
void createBackend(spec);
void spawnBackend(config.backend);
void startRun(config, { log, launch: (given, signal) => spawnBackend(given, { signal }) });

// events are told apart by their kind
export function lengthOf(event: GenerationEvent): number {
  return event.kind === 'token' ? event.text.length : event.outputTokens;
}
export type Events = Expect<Same<FinishReason, 'stop' | 'length' | 'cancelled' | 'deadline'>>;

// a prompt is text or ids; what is required is required
backend.submit([{ id: 'a', prompt: [1, 2], maxNewTokens: 1 }]);
// @ts-expect-error no maxNewTokens
backend.submit([{ id: 'a', prompt: 'text' }]);
// @ts-expect-error a misspelt option
void ({ id: 'a', prompt: '', maxNewTokens: 1, forcedLength: true } satisfies GenerateRequest);
// @ts-expect-error requests are given in a list
backend.submit({ id: 'a', prompt: 'text', maxNewTokens: 1 });
// @ts-expect-error info is not to be written
backend.info.modelId = 'another';

// options are checked where they are written down
// @ts-expect-error no such backend
void ({ backend: 'vllm' } satisfies BackendOptions);
// @ts-expect-error a number of threads
void ({ threads: 'two' } satisfies BackendOptions);

// a row's columns have the types of the schema: what may be unmeasured may be null
export type Columns = [
  Expect<Same<LogRow['ttft_ms'], number | null>>,
  Expect<Same<LogRow['batch_size'], number>>,
  Expect<Same<LogRow['dummy_weights'], boolean>>,
  Expect<Same<LogRow['error'], string | null>>,
  Expect<Same<Awaited<ReturnType<typeof readLog>>['rows'], LogRow[]>>,
];
void log.append([row]);
// @ts-expect-error a column that there is not
void row.ttft;
// @ts-expect-error rows are whole
void log.append([{ mode: 'stream' }]);

// an interval may be missing, and the compiler says so
const { low } = statistics.meanInterval([1, 2, 3], { random: () => 0.5 });
// @ts-expect-error low may be null
void (low + 1);
export type Statistics = [
  Expect<Same<ReturnType<typeof statistics.percentile>, statistics.Percentile | null>>,
  Expect<Same<statistics.Decision, 'greater' | 'less' | 'same' | 'cannot tell'>>,
];

// every error of ours is one kind of error
export const errors: StreambatchError[] = [new InputError('wrong'), new StreambatchError('broken')];
