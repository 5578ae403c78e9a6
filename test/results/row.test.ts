import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { BackendInfo } from '../../src/generation.js';
import type { RequestMeasures } from '../../src/metrics/recorder.js';
import { logRow, type RowPlace } from '../../src/results/row.js';

const tells = { memory: true, tokenIds: true, tokenTimes: true };

const rowOf = (info: Partial<BackendInfo>, measures: Partial<RequestMeasures> = {}) =>
  logRow({ tells, ...info } as BackendInfo, { maxNewTokens: 4 }, {} as RowPlace, new Date(0), {
    flags: null,
    ...measures,
  } as RequestMeasures);

test('damaged weights are flagged on every row, beside what else is', () => {
  assert.is(rowOf({ perplexityRatio: 3.2 }).flags, 'weights-damaged');
  assert.is(rowOf({ perplexityRatio: 3.2 }, { flags: 'counted-here' }).flags, 'counted-here;weights-damaged');
  assert.is(rowOf({ perplexityRatio: 3.2 }).perplexity_ratio, 3.2);
});

test('sound weights, and those that nobody checked, are not', () => {
  assert.is(rowOf({ perplexityRatio: 1.02 }).flags, null);
  assert.is(rowOf({ perplexityRatio: null }).flags, null);
  assert.is(rowOf({}).flags, null);
  assert.is(rowOf({}).perplexity_ratio, null);
  assert.is(rowOf({}, { flags: 'counted-here' }).flags, 'counted-here');
});

test('what a server did to the numbers is flagged, beside what else is', () => {
  const counts = { prompt_tokens: 100, output_len: 32, chunks: 8, cached_tokens: 96 };
  assert.is(rowOf({}, counts).flags, 'chunked;prompt-cached');
  assert.is(rowOf({}, { ...counts, flags: 'counted-here' }).flags, 'counted-here;chunked;prompt-cached');
  assert.is(rowOf({}, { ...counts, chunks: 32, cached_tokens: 0 }).flags, null);
});

test('when a token was made is left out where the clock that said so is not ours', () => {
  assert.is(rowOf({}, { ttft_made_ms: 7 }).ttft_made_ms, 7);
  const other = rowOf(
    { tells: { ...tells, tokenTimes: false } },
    { ttft_made_ms: 7, ttft_ms: 7, delivery_lag_ms: 0 },
  );
  assert.equal([other.ttft_made_ms, other.delivery_lag_ms, other.ttft_ms], [null, null, 7]);
});

test.run();
