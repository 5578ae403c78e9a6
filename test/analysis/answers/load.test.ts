import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadAnswer } from '../../../src/analysis/answers/load.js';
import { batchOf, continuous, STREAMING } from '../rows.js';

const test = suite('analysis/load-answer');

const promise = { firstSeenMs: 500 };

test('each way: up to which rate, and where that is not known', () => {
  const { question, findings } = loadAnswer(
    [
      { way: STREAMING, goodPerSec: 11.6, badPerSec: 23.2 },
      { way: batchOf(1), goodPerSec: null, badPerSec: 7 },
      { way: continuous(1), goodPerSec: 50, badPerSec: null },
    ],
    promise,
    0.95,
  );
  assert.is(question, 'Up to which rate is something to read within 500 ms, for 95 % of the requests?');
  assert.equal(
    findings.map(({ text }) => text),
    [
      'Streaming, one by one: up to 11.6 requests/s; at 23.2 requests/s surely no longer.',
      'Static batch: at 7.0 requests/s surely not, and at no lower rate surely so.',
      'Streaming, continuous batching: up to 50.0 requests/s at least; no rate measured surely breaks it.',
    ],
  );
});

test('no load: cannot tell, and how to record one', () => {
  const [finding, ...others] = loadAnswer([], promise, 0.95).findings;
  assert.is(finding?.certain, false);
  assert.match(finding!.text, /no open load; `npx streambatch load/);
  assert.is(others.length, 0);
});

test.run();
