import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { reportLoad } from '../../src/load/load-report.js';
import type { Outcome } from '../../src/load/outcome.js';
import { RequestRecorder } from '../../src/metrics/recorder.js';

/** A request of two tokens, that took `latencyMs` and was picked up `lagMs` late. */
function outcome(intendedAtMs: number, latencyMs: number, lagMs = 0): Outcome {
  const recorder = new RequestRecorder('stream', intendedAtMs);
  const endedAtMs = intendedAtMs + latencyMs;
  for (const [index, at] of [intendedAtMs + latencyMs / 2, endedAtMs].entries()) {
    recorder.onEvent({ kind: 'token', index, tokenId: index, text: '', emittedAtMs: at }, at);
  }
  recorder.onEvent(
    { kind: 'finish', reason: 'stop', promptTokens: 1, outputTokens: 2, computedTokens: 2 },
    endedAtMs,
  );
  const readyAtMs = intendedAtMs + lagMs;
  const request = { promptId: 'p', prompt: 'p', maxNewTokens: 2, forceLength: false };
  return {
    request,
    intendedAtMs,
    readyAtMs,
    sentAtMs: readyAtMs,
    endedAtMs,
    batchSize: 1,
    batchIndex: null,
    measures: recorder.measures(),
    memory: null,
  };
}

// Ten requests, one a second, each 500 ms long: one in two of the time is somebody in the system.
const regular = Array.from({ length: 10 }, (_, i) => outcome(i * 1000, 500));
const window = { startedAtMs: 0, endedAtMs: 10_000 };

test('rates, goodput and Little’s law of a load worked out by hand', () => {
  const report = reportLoad(
    { ...window, outcomes: regular, meanInFlight: 0.5 },
    { ttftMs: 300, tpotMs: 200 },
    null,
  );
  assert.is(report.requestsPerSec, 1);
  assert.is(report.tokensPerSec, 2);
  assert.is(report.ttftMs.p50!.value, 250);
  assert.is(report.attainment, 0, 'a pace of 250 ms a token breaks the promise of 200');
  assert.is(
    reportLoad({ ...window, outcomes: regular, meanInFlight: 0.5 }, { ttftMs: 300 }, null).goodputPerSec,
    1,
  );
  assert.is(
    reportLoad({ ...window, outcomes: regular, meanInFlight: 0.5 }, { ttftMs: 300 }, 4).goodputPerSec,
    4,
  );
  assert.equal(report.little, { counted: 0.5, expected: 0.5, difference: 0 });
  assert.equal(report.doubts, []);
});

test('no percentile that ten requests cannot support', () => {
  const { latencyMs } = reportLoad({ ...window, outcomes: regular, meanInFlight: 0.5 }, {}, null);
  assert.is(latencyMs.p50!.value, 500);
  assert.is(latencyMs.p99, null);
});

test('a client that is late, or whose counts contradict its clocks, is not believed', () => {
  const late = [...regular.slice(1), outcome(0, 500, 30)];
  assert.match(
    reportLoad({ ...window, outcomes: late, meanInFlight: 0.5 }, {}, null).doubts.join(),
    'late with 10 %',
  );
  assert.match(
    reportLoad({ ...window, outcomes: regular, meanInFlight: 0.6 }, {}, null).doubts.join(),
    "Little's law is off by 20 %",
  );
});

test.run();
