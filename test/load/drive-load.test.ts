import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { driveLoad, type LoadPlan } from '../../src/load/drive-load.js';
import { reportLoad } from '../../src/load/load-report.js';
import { loadRows } from '../../src/load/load-rows.js';
import { openServerTarget } from '../../src/load/server-target.js';
import type { Target } from '../../src/load/target.js';
import { NOTHING_TOLD } from '../../src/load/told-columns.js';
import { seededRandom } from '../../src/workload/random.js';
import { FakeBackend } from '../support/fake-backend.js';
import { startTestServer } from '../support/test-server.js';

const plan = (more: Partial<LoadPlan>): LoadPlan => ({
  way: 'continuous',
  arrivals: { kind: 'constant', perSecond: 50 },
  durationMs: 200,
  batchSize: 4,
  drainMs: 600_000,
  requestAt: (n) => ({ promptId: `p${n}`, prompt: `prompt ${n}`, maxNewTokens: 5, forceLength: true }),
  random: seededRandom(1),
  ...more,
});
const never = new AbortController().signal;

test('every arrival of the schedule is sent and recorded, in each way', async () => {
  const server = await startTestServer();
  const target = await openServerTarget(server.url);
  for (const way of ['stream', 'batch', 'continuous'] as const) {
    const result = await driveLoad(plan({ way }), target, never);
    const report = reportLoad(result, {}, null);
    assert.equal([report.requests, report.failed], [10, 0], way);
    assert.is(report.attainment, 1);
    for (const { measures } of result.outcomes) {
      assert.is(measures.output_len, 5);
      assert.is(measures.ttft_ms === null, way === 'batch');
    }
  }
  // The server logs what the client logs: the same requests, the same outputs.
  const hashes = (rows: readonly { output_hash: string | null }[]) =>
    rows.map((row) => row.output_hash).sort();
  const result = await driveLoad(plan({}), target, never);
  const place = {
    runId: 'r',
    way: 'continuous',
    arrivals: 'constant:50',
    seed: 1,
    configHash: 'c',
    workloadHash: 'w',
    wallClockOffsetMs: 0,
    told: NOTHING_TOLD,
  } as const;
  const rows = loadRows(result, target.info, place);
  assert.equal(hashes(rows), hashes(server.rows.slice(-10)));
  assert.ok(rows.every((row) => row.source === 'load' && row.workload_hash === 'w'));
  assert.ok(server.rows.every((row) => row.source === 'server' && row.workload_hash === null));
  assert.equal(
    rows.map((row) => row.prompt_id),
    Array.from({ length: 10 }, (_, n) => `p${n}`),
  );
  await server.close();
});

test('latency counts from the intended arrival, also of a request that had to wait for its turn', async () => {
  const backend = new FakeBackend();
  const server = await startTestServer({ start: async () => backend, schedulers: ['sequential'] });
  const target = await openServerTarget(server.url);
  const running = driveLoad(plan({ way: 'stream', durationMs: 39 }), target, never); // two arrivals, 20 ms apart
  const [first, second] = [await backend.arrived(0), await backend.arrived(1)];
  for (const { token, finish } of [first, second]) {
    token();
    finish();
  }
  const { outcomes } = await running;
  const [one, two] = [...outcomes].sort((a, b) => a.intendedAtMs - b.intendedAtMs);
  assert.is(Math.round(two!.intendedAtMs - one!.intendedAtMs), 20);
  assert.ok(one!.measures.total_latency_ms! >= 20, 'the first was answered after the second had come');
  await server.close();
});

test('a batch takes what has come while the last one ran', async () => {
  const sizes: number[] = [];
  let release!: () => void;
  const blocked = new Promise<void>((resolve) => {
    release = resolve;
  });
  const target: Target = {
    info: new FakeBackend().info,
    async send(group) {
      sizes.push(group.length);
      if (sizes.length === 1) await blocked;
      return null;
    },
  };
  const requestAt = (n: number) => {
    if (n === 9) release(); // all have come
    return { promptId: `${n}`, prompt: '', maxNewTokens: 1, forceLength: true };
  };
  const arrivals = { kind: 'constant', perSecond: 500 } as const;
  await driveLoad(plan({ way: 'batch', arrivals, durationMs: 20, requestAt }), target, never);
  assert.equal(sizes, [1, 4, 4, 1]);
});

test('closed loop: no user asks again before the answer', async () => {
  const server = await startTestServer({ times: { prefillMs: 0, decodeMs: 1 } });
  const target = await openServerTarget(server.url);
  let asked = 0;
  const requestAt: LoadPlan['requestAt'] = (n) => {
    asked++;
    return plan({}).requestAt(n);
  };
  const { outcomes, meanInFlight } = await driveLoad(
    plan({ arrivals: { kind: 'closed', users: 3 }, durationMs: 30, requestAt }),
    target,
    never,
    () => asked, // ms: time passes by what is asked, so that the machine's speed does not say how much that is
  );
  assert.is(outcomes.length, 30);
  assert.ok(meanInFlight <= 3);
  assert.is(Math.max(...outcomes.map(({ batchSize }) => batchSize)), 3);
  await server.close();
});

test('a request without an answer is given up, and counts as a promise not kept', async () => {
  const backend = new FakeBackend();
  const server = await startTestServer({ start: async () => backend, schedulers: ['continuous'] });
  const target = await openServerTarget(server.url);
  const result = await driveLoad(plan({ durationMs: 10, drainMs: 20 }), target, never);
  const report = reportLoad(result, { latencyMs: 1e9 }, null);
  assert.equal([report.requests, report.failed, report.attainment], [1, 1, 0]);
  assert.match(result.outcomes[0]!.measures.error!, 'not answered in time');
  await server.close();
});

test('a server that is gone: rows that say so', async () => {
  const server = await startTestServer();
  const target = await openServerTarget(server.url);
  await server.close();
  const { outcomes } = await driveLoad(plan({ durationMs: 10 }), target, never);
  assert.match(outcomes[0]!.measures.error!, 'cannot be reached');
});

test.run();
