import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ProcessBackend, spawnBackend } from '../../src/backends/process/process-backend.js';
import type { BackendSpec } from '../../src/backends/spec.js';
import { parseConfig } from '../../src/benchmark/config.js';
import { runBenchmark, throwIfFailed } from '../../src/benchmark/run.js';
import type { RunSoFar } from '../../src/benchmark/stopping.js';
import { BackendError, InputError } from '../../src/errors.js';
import { EventChannel } from '../../src/event-channel.js';
import type { LogRow } from '../../src/results/schema.js';
import { launchInstant } from './instant-backend.js';

const prompts = join(mkdtempSync(join(tmpdir(), 'run-')), 'prompts.csv');
writeFileSync(
  prompts,
  `id,category,prompt\n${[1, 2, 3, 4, 5].map((i) => `p${i},c,this is prompt ${i}`).join('\n')}\n`,
);

const config = (more: object = {}) =>
  parseConfig({
    backend: { backend: 'mock', mock: { prefillMs: 2, decodeMs: 1 } },
    prompts,
    ways: ['stream', 'batch', 'continuous'],
    batchSizes: [2],
    maxNewTokens: 6,
    repeats: 2,
    ...more,
  });
const launch = (spec: Parameters<typeof spawnBackend>[0], signal: AbortSignal) =>
  spawnBackend(spec, { signal });

test('one row for every request of every trial, the same outputs in every cell', async () => {
  const appended: LogRow[] = [];
  const { rows, runId } = await runBenchmark(config(), {
    launch,
    append: (trial) => void appended.push(...trial),
  });
  assert.equal(appended, rows);
  assert.is(rows.length, 3 * 6 * 2, 'one of five prompts is asked again, to fill the last batch of 2');
  assert.ok(rows.every((row) => row.status === 'ok' && row.run_id === runId));
  const outputs = new Map<string, Set<string | null>>();
  for (const row of rows)
    outputs.set(row.prompt_id, (outputs.get(row.prompt_id) ?? new Set()).add(row.output_hash));
  assert.ok([...outputs.values()].every((hashes) => hashes.size === 1));
});

test('what the columns say agrees with each other', async () => {
  const { rows } = await runBenchmark(config({ repeats: 1 }), { launch, append: () => undefined });
  for (const row of rows) {
    assert.is(row.ttft_ms === null, row.mode === 'batch');
    assert.ok(row.total_latency_ms! > 0 && row.trial_makespan_ms! >= row.total_latency_ms!);
    assert.ok(row.peak_memory_mb! >= row.baseline_memory_mb!);
    const trial = rows.filter(({ trial_id }) => trial_id === row.trial_id);
    const sum = (pick: (r: LogRow) => number | null) => trial.reduce((total, r) => total + pick(r)!, 0);
    assert.is(
      row.trial_output_tokens,
      sum((r) => r.output_len),
    );
    assert.is(
      row.trial_computed_tokens,
      sum((r) => r.computed_tokens),
    );
    if (row.mode === 'stream') assert.is(row.computed_tokens, row.output_len);
  }
  const inBatch = rows
    .filter(({ mode }) => mode === 'batch')
    .sort((a, b) => a.request_index - b.request_index);
  for (const [a, b] of [
    [inBatch[0]!, inBatch[1]!],
    [inBatch[2]!, inBatch[3]!],
  ] as const) {
    assert.is(a.total_latency_ms, b.total_latency_ms, 'a batch is handed over together');
    assert.is(
      a.computed_tokens,
      Math.max(a.output_len!, b.output_len!),
      'and runs until its slowest member ends',
    );
  }
});

test('a batch that the prompts cannot fill is marked; the saturated part of a trial is told apart', async () => {
  const sizes = { ways: ['batch'], batchSizes: [3, 4], repeats: 1, length: 'forced' }; // 8 requests: 3 + 3 + 2
  const { rows } = await runBenchmark(config(sizes), { launch: launchInstant, append: () => undefined });
  const marked = rows.filter((row) => row.flags?.includes('batch-not-full'));
  assert.equal(
    marked.map((row) => [row.batch_size, row.batch_index]),
    [
      [3, 2],
      [3, 2],
    ],
  );
  for (const row of rows) {
    assert.ok(row.saturated_ms! > 0 && row.saturated_ms! <= row.trial_makespan_ms!);
    const tokens = Math.round((row.saturated_tokens_per_sec! * row.saturated_ms!) / 1000);
    assert.is(tokens, row.batch_size === 3 ? 36 : 48, 'those of the full batches');
  }
});

test('forced length gives every request exactly the maximum', async () => {
  const { rows } = await runBenchmark(config({ length: 'forced', repeats: 1 }), {
    launch,
    append: () => undefined,
  });
  assert.ok(rows.every((row) => row.output_len === 6 && row.forced_length));
});

test('a process that dies loses no row: its requests are logged as failed, the other trials go on', async () => {
  let launched = 0;
  const dying = async (
    spec: Parameters<typeof spawnBackend>[0],
    signal: AbortSignal,
  ): Promise<ProcessBackend> => {
    const backend = await spawnBackend(spec, { signal });
    if (launched++ === 0) {
      const submit = backend.submit.bind(backend);
      let submits = 0;
      backend.submit = (requests) => {
        const streams = submit(requests);
        if (++submits === 3) void backend.kill();
        return streams;
      };
    }
    return backend;
  };
  const result = await runBenchmark(config({ repeats: 1 }), { launch: dying, append: () => undefined });
  assert.is(result.rows.length, 18);
  const failed = result.rows.filter(({ status }) => status === 'failed');
  assert.ok(
    failed.length >= 1 && failed.every((row) => row.total_latency_ms === null && /ended/.test(row.error!)),
  );
  assert.throws(
    () => throwIfFailed(result),
    (error: Error) =>
      error instanceof BackendError && error.message.startsWith(`${failed.length} of 18 requests failed`),
  );
});

/** The mock, whose warm-up fails from the trial of this number on. */
function unfitFrom(first: number) {
  let trials = 0;
  return async (spec: BackendSpec): Promise<ProcessBackend> => {
    const backend = await launchInstant(spec);
    const isUnfit = trials++ >= first;
    const submit = backend.submit.bind(backend);
    backend.submit = (requests) => {
      if (!isUnfit || !requests[0]!.id.startsWith('warm-up')) return submit(requests);
      return requests.map(() => {
        const channel = new EventChannel();
        channel.fail(new BackendError('the server answered 503: loading'));
        return channel;
      });
    };
    return backend;
  };
}

test('a warm-up that fails ends a run that has measured nothing, in the words of who was asked', async () => {
  const run = runBenchmark(config(), { launch: unfitFrom(0), append: () => assert.unreachable() });
  const error = await run.then(
    () => assert.unreachable(),
    (error) => error,
  );
  assert.instance(error, BackendError);
  assert.match(error.message, /^the warm-up of ".+" failed: the server answered 503: loading$/);
  assert.match(error.cause.message, '503');
});

test('a later warm-up that fails costs its trial: failed rows, and the run goes on', async () => {
  const result = await runBenchmark(config({ repeats: 1 }), {
    launch: unfitFrom(1),
    append: () => undefined,
  });
  assert.is(result.rows.length, 18); // 3 cells; 5 prompts and a sixth that fills the batches of 2
  const failed = result.rows.filter(({ status }) => status === 'failed');
  assert.is(failed.length, 12);
  assert.ok(failed.every(({ error }) => /^the warm-up of .*503/.test(error!)));
  const batch = failed.filter(({ mode }) => mode === 'batch');
  assert.ok(batch.every(({ batch_index, request_index }) => batch_index === Math.floor(request_index / 2)));
  assert.throws(() => throwIfFailed(result), /12 of 18 requests failed.*503/);
});

test('energy of each trial, of the GPUs only where the model may run there; of another machine none', async () => {
  const asked: boolean[] = [];
  const watchEnergy = async (withGpus: boolean) => {
    asked.push(withGpus);
    return { stop: async () => ({ energy_j: 2.5, energy_method: 'RAPL' as const }) };
  };
  const measure = async (info: object) => {
    const launchAs = async (spec: BackendSpec) => {
      const backend = await launchInstant(spec);
      return Object.assign(backend, { info: { ...backend.info, ...info } });
    };
    const options = { launch: launchAs, append: () => undefined, watchEnergy };
    const { rows } = await runBenchmark(config({ repeats: 1, ways: ['stream'] }), options);
    return new Set(rows.map(({ energy_j, energy_method }) => `${energy_j} ${energy_method}`));
  };
  assert.equal(await measure({}), new Set(['2.5 RAPL']));
  assert.equal(await measure({ device: 'remote' }), new Set(['2.5 RAPL']));
  assert.equal(await measure({ device: 'remote', isElsewhere: true }), new Set(['null null']));
  assert.equal(asked, [false, true]);
});

test('a way of serving that the backend does not have is refused before anything is measured', async () => {
  const sequentialOnly = async (...args: Parameters<typeof launch>): Promise<ProcessBackend> => {
    const backend = await launch(...args);
    return Object.assign(backend, { info: { ...backend.info, schedulers: ['sequential', 'static'] } });
  };
  const run = runBenchmark(config(), { launch: sequentialOnly, append: () => assert.unreachable() });
  await run.then(
    () => assert.unreachable(),
    (error) => {
      assert.instance(error, InputError);
      assert.match(error.message, /cannot serve "continuous"/);
    },
  );
});

test('asked for a precision, it goes on in whole blocks until every cell is known so well', async () => {
  const { rows } = await runBenchmark(
    config({ repeats: 1, ways: ['batch'], promptLimit: 2, until: { precision: 0.9 } }),
    { launch: launchInstant, append: () => undefined },
  );
  const blocks = new Set(rows.map((row) => row.block)).size;
  assert.ok(blocks >= 7 && rows.length === 2 * blocks, `${blocks} blocks, ${rows.length} rows`);
});

test('no time for a precision: the planned blocks, and no more', async () => {
  const { rows } = await runBenchmark(
    config({ repeats: 2, ways: ['batch'], until: { precision: 0.001, maxMinutes: 1e-9 } }),
    { launch: launchInstant, append: () => undefined },
  );
  assert.is(rows.length, 12);
});

test('asked for a decision and a precision, it waits for both', async () => {
  const until = { decided: true, precision: 0.9 } as const;
  const run = (least: number) =>
    runBenchmark(config({ repeats: 1, ways: ['batch'], promptLimit: 2, until }), {
      launch: launchInstant,
      append: () => undefined,
      judge: ({ blocks }) => Math.max(0, least - blocks),
    });
  assert.ok((await run(1)).rows.length >= 2 * 7, 'a precision takes seven blocks');
  assert.ok((await run(9)).rows.length >= 2 * 9);
});

test('killed in the middle, it goes on to where it would have ended: the judge sees the blocks of both parts', async () => {
  const seen: number[] = [];
  const options = {
    launch: launchInstant,
    append: () => undefined,
    judge: ({ rows, blocks }: RunSoFar) => {
      seen.push(rows.length);
      return Math.max(0, 4 - blocks);
    },
  };
  const decided = config({ repeats: 1, promptLimit: 2, until: { decided: true } });
  const whole = await runBenchmark(decided, options);
  assert.is(whole.rows.length, 3 * 2 * 4);
  assert.equal(seen.splice(0), [6, 12, 18, 24]);
  const earlier = whole.rows.slice(0, 13); // two blocks, and one request of the third
  const resumed = await runBenchmark(decided, { ...options, earlier });
  assert.is(resumed.rows.length, whole.rows.length);
  assert.equal(seen, [18, 24]);
});

test('an aborted run keeps the rows of the trials that ended, and leaves no process', async () => {
  const abort = new AbortController();
  const kept: LogRow[] = [];
  const pids: number[] = [];
  const run = runBenchmark(config(), {
    signal: abort.signal,
    launch: async (spec, signal) => {
      const backend = await launch(spec, signal);
      pids.push(backend.pid);
      return backend;
    },
    append: (rows) => void kept.push(...rows),
    onProgress: ({ servedRequests }) => {
      if (servedRequests === 7) abort.abort(new Error('Ctrl-C'));
    },
  });
  await run.then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, 'Ctrl-C'),
  );
  assert.is(kept.length, 6);
  for (const pid of pids) assert.throws(() => process.kill(pid, 0), /ESRCH/);
});

test.run();
