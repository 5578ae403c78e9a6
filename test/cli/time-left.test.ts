import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Trial } from '../../src/benchmark/plan.js';
import { timeLeft } from '../../src/cli/time-left.js';

test('from the average so far; a resumed run counts what it served itself', () => {
  let now = 5000;
  const left = timeLeft(() => now);
  const at = (servedRequests: number, plannedRequests = 400) =>
    left({ trial: {} as Trial, servedRequests, plannedRequests });
  assert.is(at(100), 'some time');
  now += 10_000;
  assert.is(at(200), 'about 20 s');
  assert.is(at(200, 2200), 'about 3 min');
  assert.is(at(400), 'about 0 s');
});

test.run();
