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

test('when a token was made is left out where the clock that said so is not ours', () => {
  assert.is(rowOf({}, { ttft_made_ms: 7 }).ttft_made_ms, 7);
  assert.is(rowOf({ tells: { ...tells, tokenTimes: false } }, { ttft_made_ms: 7 }).ttft_made_ms, null);
});

test.run();
