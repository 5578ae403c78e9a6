import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FinishReason, GenerationEvent } from '../../src/generation.js';
import { RequestRecorder } from '../../src/metrics/recorder.js';

const token = (index: number, emittedAtMs: number, tokenId: number | null = index + 7): GenerationEvent => ({
  kind: 'token',
  index,
  tokenId,
  text: `t${index} `,
  emittedAtMs,
});
const finish = (reason: FinishReason, outputTokens: number): GenerationEvent => ({
  kind: 'finish',
  reason,
  promptTokens: 5,
  outputTokens,
  computedTokens: outputTokens + 2,
});
async function* stream(events: GenerationEvent[], error?: Error) {
  yield* events;
  if (error) throw error;
}
/** A clock that is read once for each event: 10, 20, 30 … */
function ticks() {
  let now = 0;
  return () => {
    now += 10;
    return now;
  };
}

test('stamps every token where it is received and counts what the backend says', async () => {
  const recorder = new RequestRecorder('stream', 4);
  await recorder.record(stream([token(0, 9), token(1, 19), finish('length', 2)]), ticks());
  const measures = recorder.measures();
  assert.is(measures.status, 'ok');
  assert.is(measures.ttft_ms, 6);
  assert.is(measures.total_latency_ms, 16);
  assert.is(measures.delivery_lag_ms, 1);
  assert.equal([measures.prompt_tokens, measures.output_len, measures.computed_tokens], [5, 2, 4]);
  assert.is(recorder.text, 't0 t1 ');
});

test('equal outputs have equal hashes: of the ids, or of the text where ids are unknown', async () => {
  const hashOf = async (ids: (number | null)[]) => {
    const recorder = new RequestRecorder('stream', 0);
    await recorder.record(
      stream([...ids.map((id, i) => token(i, 0, id)), finish('stop', ids.length)]),
      ticks(),
    );
    return recorder.measures().output_hash;
  };
  const sha = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
  assert.is(await hashOf([3, 4]), sha('3 4'));
  assert.is(await hashOf([null, null]), sha('t0 t1 '));
});

test('what is thought is a token, but the answer comes later; what a server counts is kept', async () => {
  const thought = { ...token(0, 10, null), content: 'reasoning' } as const;
  const end = { ...finish('stop', 9), reasoningTokens: 4, cachedTokens: 3 };
  const recorder = await new RequestRecorder('stream', 4).record(
    stream([thought, token(1, 20, null), end]),
    ticks(),
  );
  const { ttft_ms, ttfo_ms, output_len, reasoning_tokens, cached_tokens, chunks } = recorder.measures();
  assert.equal([ttft_ms, ttfo_ms, output_len, reasoning_tokens, cached_tokens, chunks], [6, 16, 9, 4, 3, 2]);
});

test('chunks are counted where tokens are not told apart, of streams alone', async () => {
  const chunksOf = async (mode: 'stream' | 'batch', id: number | null) =>
    (
      await new RequestRecorder(mode, 0).record(stream([token(0, 5, id), finish('stop', 4)]), ticks())
    ).measures().chunks;
  assert.is(await chunksOf('stream', null), 1);
  assert.is(await chunksOf('stream', 7), null);
  assert.is(await chunksOf('batch', null), null);
});

test('an error becomes the status of the request, with no latency', async () => {
  const recorder = new RequestRecorder('stream', 0);
  await recorder.record(stream([token(0, 5)], new Error('out of memory')), ticks());
  const measures = recorder.measures();
  assert.equal([measures.status, measures.error], ['failed', 'out of memory']);
  assert.equal([measures.total_latency_ms, measures.output_len, measures.output_hash], [null, null, null]);
});

test('a stream that just stops is a failure, a cancelled one is cancelled', async () => {
  const cut = await new RequestRecorder('stream', 0).record(stream([token(0, 5)]), ticks());
  assert.is(cut.measures().status, 'failed');
  const cancelled = await new RequestRecorder('stream', 0).record(stream([finish('cancelled', 0)]), ticks());
  assert.is(cancelled.measures().status, 'cancelled');
  assert.is(cancelled.measures().total_latency_ms, null);
});

test('batch: the latency ends when the batch is handed over', async () => {
  const recorder = new RequestRecorder('batch', 0);
  await recorder.record(stream([token(0, 5), finish('stop', 1)]), ticks());
  recorder.handOver(500);
  assert.is(recorder.measures().total_latency_ms, 500);
});

test.run();
