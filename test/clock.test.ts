import { setImmediate } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nowMs, turnMs, waitUntil } from '../src/clock.js';

test('a turn of the event loop has one time, however long it takes; the next has its own', async () => {
  await setImmediate();
  const before = nowMs();
  const turn = turnMs();
  while (nowMs() <= turn) await Promise.resolve(); // the same turn
  assert.is(turnMs(), turn);
  assert.ok(turn >= before);
  await setImmediate();
  assert.ok(turnMs() > turn);
});

test('a time is waited for, and none that is over', async () => {
  const until = nowMs() + 3;
  await waitUntil(until);
  assert.ok(nowMs() >= until);
  await waitUntil(until);
});

test.run();
