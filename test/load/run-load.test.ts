import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BackendError, InputError } from '../../src/errors.js';
import type { MeasuredLoad } from '../../src/load/measured-load.js';
import { type LoadOptions, runLoad } from '../../src/load/run-load.js';
import { openServerTarget } from '../../src/load/server-target.js';
import type { LogRow } from '../../src/results/schema.js';
import { rejection } from '../support/rejection.js';
import { startTestServer } from '../support/test-server.js';

const prompts = ['a', 'b', 'c'].map((id) => ({ id, category: 'short', prompt: `say ${id}` }));
const options = {
  arrivals: 'constant:50',
  durationMs: 100,
  prompts,
  maxNewTokens: 3,
  length: 'forced',
} as const satisfies Partial<LoadOptions>;

test('a load on each way that the target offers: rows, reports, and the same in the log', async () => {
  const server = await startTestServer({ schedulers: ['continuous', 'static'] });
  const logged: LogRow[] = [];
  const log = { append: async (rows: readonly LogRow[]) => void logged.push(...rows) };
  const heard: MeasuredLoad[] = [];
  const onProgress = (load: MeasuredLoad) => heard.push(load);
  const { rows, reports } = await runLoad({ ...options, target: server.url, log, onProgress });
  await server.close();
  assert.equal(Object.keys(reports), ['batch', 'continuous']);
  assert.equal([reports.batch!.requests, reports.batch!.failed, reports.batch!.attainment], [5, 0, 1]);
  assert.equal(logged, rows);
  assert.equal(
    heard.flatMap((load) => load.rows),
    rows,
  );
  assert.equal(
    [...new Set(rows.map((row) => row.trial_id))],
    heard.map(({ way }) => `load/${way}/constant:50`),
  );
  assert.is(new Set(rows.map((row) => row.run_id)).size, 1);
  assert.is(new Set(rows.map((row) => row.workload_hash)).size, 1);
  assert.is(new Set(rows.map((row) => row.config_hash)).size, 2, 'the way is part of it');
  assert.equal(new Set(rows.map((row) => row.prompt_id)), new Set(['a', 'b', 'c']));
  assert.ok(rows.every((row) => row.output_len === 3 && row.source === 'load'));
});

test('energy of the load, of a server on this machine', async () => {
  const server = await startTestServer();
  const target = await openServerTarget(server.url);
  assert.is(target.info.isElsewhere, false);
  const watchEnergy = async () => ({ stop: async () => ({ energy_j: 30, energy_method: 'RAPL' as const }) });
  const asked = { ...options, ways: ['stream'], watchEnergy } as const;
  const here = await runLoad({ ...asked, target });
  assert.is(here.reports.stream!.joulesPerToken, 30 / 15);
  assert.ok(here.rows.every(({ energy_j, energy_method }) => energy_j === 30 && energy_method === 'RAPL'));
  const info = { ...target.info, isElsewhere: true };
  const there = await runLoad({ ...asked, target: { ...target, info } });
  assert.equal([there.reports.stream!.joulesPerToken, there.rows[0]!.energy_j], [null, null]);
  await server.close();
});

test('the same seed asks the same prompts in the same order', async () => {
  const server = await startTestServer();
  const target = await openServerTarget(server.url);
  const order = async (seed: number) =>
    (await runLoad({ ...options, target, ways: ['stream'], seed })).rows.map((row) => row.prompt_id);
  assert.equal(await order(4), await order(4));
  await server.close();
});

test('aborted: the reason, and nothing of the load under way', async () => {
  const server = await startTestServer({ times: { prefillMs: 1e6 } });
  const reason = new Error('enough');
  const abort = new AbortController();
  const appended: unknown[] = [];
  const log = { append: async (rows: readonly LogRow[]) => void appended.push(...rows) };
  const load = runLoad({ ...options, target: server.url, ways: ['continuous'], log, signal: abort.signal });
  const loading = rejection(load);
  setImmediate(() => abort.abort(reason));
  assert.is(await loading, reason);
  assert.equal(appended, []);
  await server.close();
});

test('an option that breaks a rule is named, before anything is sent', async () => {
  const target = 'http://127.0.0.1:9';
  for (const [wrong, says] of [
    [{ arrivals: 'sometimes' }, 'arrivals "sometimes" are none of poisson:RATE'],
    [{ durationMs: 0 }, 'durationMs is 0; it must be above 0'],
    [{ maxNewTokens: 1.5 }, 'maxNewTokens is 1.5; it must be a whole number'],
    [{ batchSize: -1 }, 'batchSize is -1; it must be above 0'],
    [{ ways: ['fastest'] }, 'ways.0 is "fastest"; it must be one of stream, batch, continuous, whole'],
    [{ prompts: [] }, 'prompts is []; it must'],
    [{ prompts: '/nowhere.csv' }, '/nowhere.csv cannot be read as a prompt file'],
  ] as const) {
    const error = await rejection(runLoad({ ...options, target, ...(wrong as object) }));
    assert.instance(error, InputError);
    assert.match(error.message, says);
  }
  assert.instance(await rejection(runLoad({ ...options, target })), BackendError);
});

test.run();
