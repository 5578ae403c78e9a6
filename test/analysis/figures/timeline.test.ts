import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { perceivedSpeed } from '../../../src/analysis/figures/reading.js';
import { timeline } from '../../../src/analysis/figures/timeline.js';
import { batchOf, batchRow, row, STREAMING } from '../../support/rows.js';

const test = suite('analysis/figures/timeline');

const sent = (second: number) => `2026-11-24T12:00:0${second}.000Z`;
const rows = [
  row({ prompt_id: 'p1', timestamp: sent(0), ttft_ms: 100, total_latency_ms: 1000 }),
  row({ prompt_id: 'p2', timestamp: sent(1), ttft_ms: 100, total_latency_ms: 1000, request_index: 1 }),
  batchRow(2, { timestamp: sent(5), total_latency_ms: 1500 }),
];

test('a request waits in line, then for its first token, then streams', () => {
  const [line, nothing, tokens, done] = timeline(rows, [STREAMING]).data;
  assert.equal(
    [line?.base, line?.x],
    [
      [0, 0],
      [0, 1000],
    ],
  );
  assert.equal(
    [nothing?.base, nothing?.x],
    [
      [0, 1000],
      [100, 100],
    ],
  );
  assert.equal(
    [tokens?.base, tokens?.x],
    [
      [100, 1100],
      [900, 900],
    ],
  );
  assert.equal(done?.x, [1000, 2000]);
});

test('a batched request shows nothing before its end, and starts its own clock', () => {
  const [, nothing, tokens] = timeline(rows, [batchOf(2)]).data;
  assert.equal([nothing?.base, nothing?.x], [[0], [1500]]);
  assert.equal(tokens?.x, []);
});

test('only the last trial is drawn', () => {
  const two = [...rows, row({ block: 1, prompt_id: 'later', timestamp: sent(9) })];
  assert.equal(timeline(two, [STREAMING]).data[0]?.y, ['streaming · later']);
});

test('a way that was not measured leaves no trace, and no exception', () => {
  assert.equal(timeline([], [STREAMING, batchOf(2)]).data[0]?.y, []);
  assert.equal(timeline([], []).data[0]?.y, []);
});

test('perceived speed: one token at ttft, all at the end; a batch all at once; readers at 200 to 320 words a minute', () => {
  const [band, streamed, batched] = perceivedSpeed(rows).data;
  assert.equal(
    [streamed?.x, streamed?.y],
    [
      [100, 100, 1000],
      [0, 1, 9],
    ],
  );
  assert.equal(
    [batched?.x, batched?.y],
    [
      [1500, 1500],
      [0, 9],
    ],
  );
  // 9 tokens are 6.75 words: 6.75 / 320 min and 6.75 / 200 min after the first token
  const x = band?.x as number[];
  assert.ok(Math.abs(x[24]! - (100 + (6.75 / 320) * 60_000)) < 1e-6);
  assert.ok(Math.abs(x[25]! - (100 + (6.75 / 200) * 60_000)) < 1e-6);
});

test.run();
