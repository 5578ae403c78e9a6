import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../src/benchmark/config.js';
import { RunHistory } from '../../src/benchmark/history.js';
import { Stopping } from '../../src/benchmark/stopping.js';
import { judgeBy } from '../../src/cli/judge.js';
import { batchOf, crafted, STREAMING, type Truth } from '../support/rows.js';

const TRUTHS = [
  { way: STREAMING, totalMs: 100, tps: 90 },
  { way: batchOf(4), totalMs: 200, tps: 200 },
];
const noon = new Date(2026, 10, 28, 12, 0);

/** What is shown after so many blocks, and how many more it takes. */
function judged(blocks: number, msLeft: number | null, goal: 'answer' | 'all' = 'answer') {
  const shown: string[] = [];
  const judge = judgeBy(
    (sentences) => shown.push(...sentences),
    () => noon,
  );
  return { toGo: judge({ rows: crafted(TRUTHS, blocks), blocks, blocksLeft: 10, msLeft, goal }), shown };
}

test('after the first block: estimates, what it waits for, and when it ends', () => {
  const { toGo, shown } = judged(1, 31 * 60_000);
  assert.is(toGo, 1);
  assert.equal(shown, [
    'After 1 block, preliminary: First token: 20 ms when streamed, 200 ms in a batch of 4.',
    'The most tokens per second: a batch of 4, about 2.2× that of streaming.',
    '0 of the 2 comparisons that the answer rests on decided (0 of 4 in all); decisions take 3 blocks; ends by 12:31 at the latest.',
  ]);
});

test('all decided: nothing to go; without a time limit no end is told', () => {
  const { toGo, shown } = judged(5, null, 'all');
  assert.is(toGo, 0);
  assert.match(shown[0]!, /^After 5 blocks, preliminary: Stream if a person waits; batch if nobody does/);
  assert.is(shown.at(-1), '4 of 4 comparisons decided.');
});

/** Blocks after which a run of these truths ends, if each takes 10 s and a minute is the most. */
function blocksOf(truths: readonly Truth[]): number {
  let now = 0;
  const config = parseConfig({ repeats: 2, until: { decided: true, maxMinutes: 1 } });
  const stopping = new Stopping(
    config,
    judgeBy(
      () => undefined,
      () => noon,
    ),
    () => now,
  );
  for (let blocks = 1; ; blocks++) {
    now += 10_000;
    stopping.blockEnded();
    if (stopping.isOver(blocks, new RunHistory(crafted(truths, blocks)))) return blocks;
  }
}

test('a run ends early when large differences are decided, and goes on while small ones may still be', () => {
  assert.is(blocksOf(TRUTHS), 3);
  assert.is(blocksOf([TRUTHS[0]!, { way: batchOf(4), totalMs: 105, tps: 85.5 }]), 5);
});

test('no rows: nothing is shown, and nothing is waited for', () => {
  const judge = judgeBy(
    () => assert.unreachable(),
    () => noon,
  );
  assert.is(judge({ rows: [], blocks: 1, blocksLeft: 9, msLeft: null, goal: 'all' }), 0);
});

test.run();
