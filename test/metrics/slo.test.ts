import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/errors.js';
import { RequestRecorder } from '../../src/metrics/recorder.js';
import { meets, parseSlo, sloText } from '../../src/metrics/slo.js';

const measures = { ...new RequestRecorder('stream', 0).measures(), status: 'ok' as const };

test('reads limits in ms, refuses what is none', () => {
  assert.equal(parseSlo('ttft=500, tpot=50'), { ttftMs: 500, tpotMs: 50 });
  for (const wrong of ['', 'ttft', 'ttft=', 'ttft=fast', 'itl=5', 'ttft=5;tpot=5']) {
    assert.throws(
      () => parseSlo(wrong),
      (error: Error) => error instanceof InputError,
    );
  }
});

test('every limit must hold, and the request must have ended well', () => {
  const one = { ...measures, ttft_ms: 400, tpot_ms: 40, total_latency_ms: 2000 };
  assert.ok(meets({ ttftMs: 500, tpotMs: 50 }, one));
  assert.not.ok(meets({ ttftMs: 500, tpotMs: 30 }, one));
  assert.not.ok(meets({ ttftMs: 300, tpotMs: 50 }, one));
  assert.not.ok(meets({ latencyMs: 1000 }, one));
  assert.not.ok(meets({}, { ...one, status: 'failed' }));
});

test('in batch delivery the first token is seen with the last', () => {
  const batch = { ...measures, ttft_ms: null, tpot_ms: null, total_latency_ms: 600 };
  assert.not.ok(meets({ ttftMs: 500 }, batch));
  assert.ok(meets({ ttftMs: 700, tpotMs: 1 }, batch));
});

test('a promise in words', () => {
  assert.is(
    sloText(parseSlo('ttft=500,tpot=50')),
    'something to read within 500 ms, at most 50 ms a token after the first',
  );
  assert.is(sloText({ latencyMs: 900 }), 'the whole answer within 900 ms');
});

test.run();
