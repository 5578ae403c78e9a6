import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MockBackend, type MockOptions } from '../../../src/backends/mock/mock-backend.js';
import { complete, type GenerateRequest, type GenerationStream } from '../../../src/generation.js';

/** A clock that stands still but when the backend waits. */
function simulated(options: MockOptions): MockBackend {
  let now = 1000;
  return new MockBackend({
    ...options,
    clock: () => now,
    waitUntil: async (timeMs) => {
      now = Math.max(now, timeMs);
    },
  });
}

const request = (id: string, maxNewTokens: number, more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  id,
  prompt: `prompt ${id}`,
  maxNewTokens,
  forceLength: true,
  ...more,
});

async function times(stream: GenerationStream): Promise<number[]> {
  const out: number[] = [];
  for await (const event of stream) if (event.kind === 'token') out.push(event.emittedAtMs);
  return out;
}

test('the first token comes after prefill, each further one a decode step later', async () => {
  const [stream] = simulated({ times: { prefillMs: 40, decodeMs: 7 } }).submit([request('a', 4)]);
  assert.equal(await times(stream!), [1040, 1047, 1054, 1061]);
});

test('jitter stays within its bound, is seeded, and is not zero', async () => {
  const gaps = async (seed: number) => {
    const [stream] = simulated({ times: { prefillMs: 0, decodeMs: 10, jitter: 0.3, seed } }).submit([
      request('a', 50),
    ]);
    const at = await times(stream!);
    return at.slice(1).map((time, i) => time - at[i]!);
  };
  const a = await gaps(1);
  assert.ok(a.every((gap) => gap >= 7 - 1e-9 && gap <= 13 + 1e-9));
  assert.ok(Math.max(...a) - Math.min(...a) > 3);
  assert.equal(a, await gaps(1));
  assert.not.equal(a, await gaps(2));
});

test('static: a batch shares its steps, ends with its slowest row, and computes the others on', async () => {
  const streams = simulated({ scheduler: 'static' }).submit([request('a', 2), request('b', 6)]);
  const [a, b] = await Promise.all(streams.map(complete));
  assert.equal([a!.finish.outputTokens, a!.finish.computedTokens], [2, 6]);
  assert.equal([b!.finish.outputTokens, b!.finish.computedTokens], [6, 6]);
});

test('sequential: the second request begins when the first has ended', async () => {
  const streams = simulated({ scheduler: 'sequential', times: { prefillMs: 10, decodeMs: 1 } }).submit([
    request('a', 3),
    request('b', 2),
  ]);
  assert.equal(await Promise.all(streams.map(times)), [
    [1010, 1011, 1012],
    [1022, 1023],
  ]);
});

test('continuous: a request joins while another runs, and no row is computed past its end', async () => {
  const backend = simulated({ scheduler: 'continuous', times: { prefillMs: 10, decodeMs: 1 } });
  const streams = [backend.submit([request('a', 3)])[0]!, backend.submit([request('b', 2)])[0]!];
  const [a, b] = await Promise.all(streams.map(times));
  assert.equal(
    [a, b],
    [
      [1010, 1021, 1022],
      [1020, 1021],
    ],
  );
});

test('the answer depends on the prompt alone; natural lengths lie in the upper half of the maximum', async () => {
  const natural = Array.from({ length: 30 }, (_, i) => request(String(i), 20, { forceLength: false }));
  const together = await Promise.all(simulated({ scheduler: 'static' }).submit(natural).map(complete));
  const backend = simulated({ scheduler: 'sequential' });
  const alone = await Promise.all(natural.map((one) => complete(backend.submit([one])[0]!)));
  assert.equal(
    together.map((c) => c.tokenIds),
    alone.map((c) => c.tokenIds),
  );
  const lengths = alone.map(({ finish }) => finish.outputTokens);
  assert.ok(Math.min(...lengths) >= 10 && Math.max(...lengths) <= 20 && new Set(lengths).size > 3);
});

test('an aborted request ends as cancelled, the rest of its batch goes on', async () => {
  const abort = new AbortController();
  const streams = simulated({}).submit([request('a', 50, { signal: abort.signal }), request('b', 5)]);
  abort.abort();
  const [a, b] = await Promise.all(streams.map(complete));
  assert.is(a!.finish.reason, 'cancelled');
  assert.is(b!.finish.reason, 'length');
});

test('a deadline ends a request at its time, in a long step, in the queue, and in a batch that goes on', async () => {
  let now = 0;
  const waits: number[] = [];
  const backend = new MockBackend({
    scheduler: 'static',
    times: { prefillMs: 1000, decodeMs: 100 },
    clock: () => now,
    waitUntil: async (timeMs) => {
      now = timeMs;
      waits.push(timeMs);
    },
  });
  const streams = [
    ...backend.submit([
      request('a', 3),
      request('b', 3, { deadlineMs: 1150 }),
      request('c', 3, { deadlineMs: 30 }),
    ]),
    ...backend.submit([request('d', 3, { deadlineMs: 40 })]),
  ];
  const finishes = (await Promise.all(streams.map(complete))).map(({ finish }) => finish);
  assert.equal(
    finishes.map(({ reason, outputTokens }) => `${reason} ${outputTokens}`),
    ['length 3', 'deadline 2', 'deadline 0', 'deadline 0'],
  );
  // d comes when the clock has gone to 30 already, where c's deadline was
  assert.equal(waits, [30, 70, 1000, 1100, 1150, 1200]);
});

test('a row that ended before its deadline is not ended again by it', async () => {
  const [a, b] = simulated({ times: { prefillMs: 10, decodeMs: 10 } }).submit([
    request('a', 1, { deadlineMs: 25 }),
    request('b', 5),
  ]);
  assert.is((await complete(a!)).finish.reason, 'length');
  assert.is((await complete(b!)).finish.outputTokens, 5);
});

test('without deadlines it waits for nothing but its steps', async () => {
  const waits: number[] = [];
  const backend = new MockBackend({
    times: { prefillMs: 3, decodeMs: 2 },
    clock: () => waits.at(-1) ?? 0,
    waitUntil: async (timeMs) => void waits.push(timeMs),
  });
  await complete(backend.submit([request('a', 3)])[0]!);
  assert.equal(waits, [3, 5, 7]);
});

test('real time: no token comes before its time', async () => {
  const { nowMs } = await import('../../../src/clock.js');
  const startedAtMs = nowMs();
  const [stream] = new MockBackend({ times: { prefillMs: 20, decodeMs: 5 } }).submit([request('a', 5)]);
  const at = await times(stream!);
  for (const [i, time] of at.entries()) assert.ok(time - startedAtMs >= 20 + 5 * i);
});

test.run();
