import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../src/benchmark/config.js';
import { RunHistory } from '../../src/benchmark/history.js';
import { type RunSoFar, Stopping } from '../../src/benchmark/stopping.js';
import { InputError } from '../../src/errors.js';

const MINUTE = 60_000;
const history = new RunHistory();

/** A run whose blocks take so long each; what its judge was told, and what it planned after each. */
function play(config: object, blockMs: number, judge: (soFar: RunSoFar) => number) {
  let now = 0;
  const told: RunSoFar[] = [];
  const planned: number[] = [];
  const keep = (soFar: RunSoFar) => {
    told.push(soFar);
    return judge(soFar);
  };
  const stopping = new Stopping(parseConfig(config), keep, () => now);
  let over = false;
  for (let blocks = 1; !over; blocks++) {
    now += blockMs;
    stopping.blockEnded();
    over = stopping.isOver(blocks, history);
    planned.push(stopping.plannedBlocks);
  }
  return { told, planned, blocks: planned.length };
}

test('a fixed number of blocks is that number, whatever the judge says; it is told all the same', () => {
  const { told, blocks } = play({ repeats: 3 }, 1000, () => 9);
  assert.is(blocks, 3);
  assert.equal(
    told.map(({ blocks, blocksLeft, msLeft }) => [blocks, blocksLeft, msLeft]),
    [
      [1, 2, null],
      [2, 1, null],
      [3, 0, null],
    ],
  );
});

test('until decided: not before the planned blocks, then as soon as nothing is worth waiting for', () => {
  const until = { decided: true };
  assert.is(play({ repeats: 5, until }, 1000, () => 0).blocks, 5);
  const { planned, blocks } = play({ repeats: 2, until }, 1000, ({ blocks }) => Math.max(0, 6 - blocks));
  assert.is(blocks, 6);
  assert.equal(planned, [6, 6, 6, 6, 6, 6], 'what the judge expects is what is planned');
});

test('it goes on for what the answer rests on, or for all: the judge is told which', () => {
  const goals = (config: object) => play(config, 1000, () => 0).told.map(({ goal }) => goal);
  assert.equal(goals({ repeats: 1, until: { decided: true } }), ['answer']);
  assert.equal(goals({ repeats: 1, until: { decided: 'all' } }), ['all']);
  assert.equal(goals({ repeats: 1 }), ['all']);
});

test('no block is begun that would end after the time', () => {
  const until = { decided: true, maxMinutes: 1 };
  const { told, blocks } = play({ repeats: 1, until }, 0.3 * MINUTE, () => 100);
  assert.is(blocks, 3);
  assert.equal(
    told.map(({ blocksLeft }) => blocksLeft),
    [2, 1, 0],
  );
  assert.ok(told.every(({ msLeft, blocks }) => Math.abs(msLeft! - (1 - 0.3 * blocks) * MINUTE) < 1e-6));
});

test('planned blocks are run although they take longer than the time, and the end is told so', () => {
  const { told, blocks } = play(
    { repeats: 3, until: { decided: true, maxMinutes: 1 } },
    5 * MINUTE,
    () => 100,
  );
  assert.is(blocks, 3);
  assert.equal(
    told.map(({ msLeft }) => msLeft! / MINUTE),
    [10, 5, 0],
  );
});

test('40 blocks are the most, however quick they are', () => {
  assert.is(play({ repeats: 1, until: { decided: true } }, 0, () => 100).blocks, 40);
  assert.is(play({ repeats: 50, until: { decided: true } }, 0, () => 100).blocks, 50);
});

test('nobody judges: refused before anything is measured', () => {
  const config = parseConfig({ until: { decided: true } });
  assert.throws(
    () => new Stopping(config, undefined, () => 0),
    (error: Error) => error instanceof InputError && /give runBenchmark a `judge`/.test(error.message),
  );
});

test.run();
