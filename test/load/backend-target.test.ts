import { test } from 'uvu';
import * as assert from 'uvu/assert';
import connectOpenAi from '../../src/backends/openai/backend.js';
import { backendSpec } from '../../src/backends/spec.js';
import { InputError } from '../../src/errors.js';
import { backendTarget } from '../../src/load/backend-target.js';
import { driveLoad } from '../../src/load/drive-load.js';
import { runLoad } from '../../src/load/run-load.js';
import { RequestRecorder } from '../../src/metrics/recorder.js';
import { familyNamed } from '../../src/ways.js';
import { seededRandom } from '../../src/workload/random.js';
import { FakeBackend } from '../support/fake-backend.js';
import { rejection } from '../support/rejection.js';
import { startTestServer } from '../support/test-server.js';

const never = new AbortController().signal;
const asked = { promptId: 'p', prompt: 'Once', maxNewTokens: 3, forceLength: true };
const options = {
  arrivals: 'constant:50',
  durationMs: 100,
  prompts: [{ id: 'a', category: '', prompt: 'say a' }],
  maxNewTokens: 3,
  length: 'forced',
} as const;

test('a load straight on an OpenAI-compatible server: in batches, and all at once, streamed or whole', async () => {
  const server = await startTestServer();
  const openai = { baseUrl: `${server.url}/v1` };
  const backend = await connectOpenAi(backendSpec.parse({ backend: 'openai', model: 'mock', openai }));
  const { rows, reports } = await runLoad({ ...options, target: backendTarget(backend) });
  await backend.close();
  await server.close();
  assert.equal(Object.keys(reports), ['batch', 'continuous', 'whole']);
  for (const { requests, failed } of Object.values(reports)) assert.equal([requests, failed], [5, 0]);
  for (const row of rows) {
    assert.is(row.backend, 'openai');
    assert.is(row.output_len, 3);
    assert.is(row.ttft_ms === null, row.mode === 'batch');
    assert.is(row.ttft_made_ms, null, 'only the server knows');
  }
});

test('the batches of a load are lists, too', async () => {
  const server = await startTestServer();
  const openai = { baseUrl: `${server.url}/v1` };
  const backend = await connectOpenAi(backendSpec.parse({ backend: 'openai', model: 'mock', openai }));
  const group = [0, 0].map(() => ({ request: asked, recorder: new RequestRecorder('batch', 0) }));
  await backendTarget(backend).send(group, familyNamed('batch'), never);
  await backend.close();
  await server.close();
  for (const { recorder } of group) assert.is(recorder.measures().batch_request, 'list');
});

test('a way that the target does not offer is refused, with those that it does', async () => {
  const target = backendTarget(new FakeBackend());
  const error = await rejection(runLoad({ ...options, target, ways: ['stream'] }));
  assert.instance(error, InputError);
  assert.is(
    error.message,
    'the target cannot serve "stream"; it has batch, continuous, whole: take "continuous", token by token too, whose requests it schedules as it does for its users',
  );
});

test('a batch is one submission, handed over when its slowest has ended', async () => {
  const backend = new FakeBackend();
  let now = 0;
  const clock = () => now;
  const group = [0, 0].map((sentAtMs) => ({
    request: asked,
    recorder: new RequestRecorder('batch', sentAtMs),
  }));
  const sending = backendTarget(backend, clock).send(group, familyNamed('batch'), never);
  const [quick, slow] = backend.requests;
  assert.not.equal(quick!.request.id, slow!.request.id);
  quick!.token();
  quick!.finish();
  now = 70;
  slow!.token();
  slow!.finish();
  await sending;
  assert.equal(
    group.map(({ recorder }) => recorder.measures().total_latency_ms),
    [70, 70],
  );
});

test('what is given up has failed, with the reason; what had ended has not', async () => {
  const backend = new FakeBackend();
  const running = driveLoad(
    {
      way: 'continuous',
      arrivals: { kind: 'constant', perSecond: 1000 },
      durationMs: 1.5, // two arrivals
      batchSize: 1,
      drainMs: 20,
      requestAt: () => asked,
      random: seededRandom(1),
    },
    backendTarget(backend),
    never,
  );
  const { token, finish } = await backend.arrived(0);
  token();
  finish();
  const { outcomes } = await running;
  const ends = outcomes.map(({ measures: { status, error } }) => [status, error]);
  assert.equal(ends, [
    ['ok', null],
    ['failed', 'not answered in time'],
  ]);
});

test.run();
