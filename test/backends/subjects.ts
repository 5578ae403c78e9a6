import { join } from 'node:path';
import { createBackend } from '../../src/backends/create.js';
import { MockBackend } from '../../src/backends/mock/mock-backend.js';
import { onnx } from '../../src/backends/onnx/description.js';
import { EngineBackend } from '../../src/backends/onnx/engine-backend.js';
import { spawnBackend } from '../../src/backends/process/process-backend.js';
import { type BackendOptions, backendSpec } from '../../src/backends/spec.js';
import { checkoutRoot } from '../../src/checkout.mjs';
import { createEngine } from '../../src/engine/create-engine.js';
import type { BackendInfo, Scheduler } from '../../src/generation.js';
import { aloneTokens, request } from '../support/engine-harness.js';
import { EOS, FakeModel, fakeTokenizer } from '../support/fake-model.js';
import { golden } from '../support/golden.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { LOAD, type Subject } from './conformance.js';

/** A subject but for where it runs. */
type Kind = Omit<Subject, 'name' | 'open'>;

const STORIES = { prompts: ['Once upon a time', 'Ben', 'The first try'] } as const;

/** In the mock's answers to this prompt the end comes before a maximum of 12. */
const MOCK = {
  ...STORIES,
  long: 100_000,
  ending: { prompt: 'An ending', maxNewTokens: 12 },
  promptIds: { ids: [3, 1, 4, 1, 5] },
} as const;

/** On a clock that stands still but when the mock waits. */
export const mockSubject = (scheduler: Scheduler): Subject => ({
  name: `mock, ${scheduler}`,
  ...MOCK,
  async open() {
    let now = 0;
    const waitUntil = async (timeMs: number) => {
      now = Math.max(now, timeMs);
    };
    return new MockBackend({ scheduler, clock: () => now, waitUntil });
  },
});

const toText = (ids: readonly number[]): string => fakeTokenizer.decode([...ids]);
const ending = Array.from({ length: 30 }, (_, first) => request(first + 1, 3, { maxNewTokens: 60 })).find(
  (candidate) => aloneTokens(candidate).at(-1) === EOS && aloneTokens(candidate).length > 3,
)!;

/** Our engine over a model of arithmetic; each look at its clock is a millisecond. */
export const fakeModelSubject = (scheduler: Scheduler): Subject => ({
  name: `onnx, fake model, ${scheduler}`,
  prompts: ['abc', 'hello', 'quick'],
  long: 100,
  ending: { prompt: toText(ending.prompt as number[]), maxNewTokens: 60 },
  promptIds: { ids: [1, 2, 3], text: 'abc' },
  refused: { 'a token that there is not': { prompt: [99] }, 'more than the context': { maxNewTokens: 200 } },
  async open() {
    let now = 0;
    const model = new FakeModel();
    const engine = createEngine({
      scheduler,
      runner: model,
      tokenizer: fakeTokenizer,
      maxBatch: 4,
      kvBudgetMb: 1,
      prefillChunk: 8,
      clock: () => now++,
    });
    return new EngineBackend(engine, model, INFO);
  },
});

const INFO: BackendInfo = {
  backend: 'onnx',
  modelId: 'fake',
  modelHash: null,
  dtype: 'fp32',
  device: 'cpu',
  threads: 1,
  schedulers: onnx.schedulers,
  dummyWeights: true,
  contextLength: 128,
  versions: { 'onnxruntime-node': 'none' },
  tells: onnx.tells,
};

const ended = golden.find((one) => one.ends_with_eos)!;

/** The embedded model: answers that PyTorch has given say where it ends, and what ids mean. */
const STORYTELLER = {
  ...STORIES,
  long: 900,
  ending: { prompt: ended.prompt, maxNewTokens: ended.greedy_ids.length + 4 },
  promptIds: { ids: golden[0]!.prompt_ids, text: golden[0]!.prompt },
  refused: {
    'a token that there is not': { prompt: [1_000_000] },
    'more than the context': { maxNewTokens: 100_000 },
  },
} as const;

const MOCK_TIMES = { prefillMs: 2, decodeMs: 1 };

const over = (options: BackendOptions, rest: Kind): Subject => {
  const spec = backendSpec.parse(options);
  return { name: spec.backend, ...rest, open: () => createBackend(spec) };
};

const NO_LOAD = { [LOAD]: 'the backend in the process does not schedule' };

const spawned = (options: BackendOptions, rest: Kind): Subject => {
  const spec = backendSpec.parse(options);
  const skips = spec.backend === 'onnx' ? {} : NO_LOAD;
  return { name: `${spec.backend}, in a process`, ...rest, skips, open: () => spawnBackend(spec) };
};

/** Our own server over the mock, as the openai backend sees it. */
function openAi(server: TestServer): [BackendOptions, Kind] {
  const openai = { baseUrl: `${server.url}/v1` };
  return [
    { backend: 'openai', model: 'mock', openai },
    {
      ...MOCK,
      long: 4096,
      refused: { 'more than the server makes': { maxNewTokens: 100_000 } },
    },
  ];
}

const NO_FIRST = 'a whole answer has no first token to wait for';

/** The same, asked for whole answers: what is submitted together goes in one request where it may. */
function openAiWhole(server: TestServer): Subject {
  const [options, kind] = openAi(server);
  const tokenizer = join(checkoutRoot, 'data/models/storyteller');
  const spec = backendSpec.parse({ ...options, openai: { ...options.openai!, tokenizer } });
  const cases = [
    'a deadline ends a request behind another, which goes on',
    'aborted while it runs: cancelled',
    'aborted behind another: cancelled, and the other goes on',
    'aborted in a batch: told at once, and the rest goes on',
    'closing ends what is open as cancelled, running or not; closing twice is closing once',
  ];
  return {
    ...kind,
    long: 200, // each is waited for to its end
    name: 'openai, whole answers',
    skips: Object.fromEntries(cases.map((name) => [name, NO_FIRST])),
    async open() {
      const backend = await createBackend(spec);
      const submit = backend.submit.bind(backend);
      backend.submit = (requests) => submit(requests.map((one) => ({ ...one, delivery: 'batch' })));
      return backend;
    },
  };
}

/** Real time, the real model and real processes. */
export async function realSubjects(): Promise<{ subjects: Subject[]; close(): Promise<void> }> {
  const server = await startTestServer({ times: { prefillMs: 2, decodeMs: 2 } });
  const mock = { backend: 'mock', scheduler: 'continuous', mock: MOCK_TIMES } as const;
  const kinds: [BackendOptions, Kind][] = [
    [{ backend: 'onnx' }, STORYTELLER],
    [{ backend: 'transformers' }, STORYTELLER],
    openAi(server),
  ];
  return {
    subjects: [
      ...kinds.map((kind) => over(...kind)),
      openAiWhole(server),
      spawned(mock, MOCK),
      ...kinds.map((kind) => spawned(...kind)),
    ],
    close: () => server.close(),
  };
}

const SCHEDULERS: readonly Scheduler[] = ['continuous', 'static', 'sequential'];

/** No process, no model, no waiting. */
export const unitSubjects = (): Subject[] => [
  ...SCHEDULERS.map(mockSubject),
  ...SCHEDULERS.map(fakeModelSubject),
];
