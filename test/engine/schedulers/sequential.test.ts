import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Harness, request } from '../../support/engine-harness.js';

test('one at a time in the order submitted, together or apart, and nothing is computed in vain', async () => {
  const harness = new Harness({ scheduler: 'sequential' });
  const forced = (first: number, maxNewTokens: number) =>
    request(first, 3, { maxNewTokens, forceLength: true });
  const completions = [...harness.submit(forced(1, 5), forced(2, 1)), ...harness.submit(forced(3, 4))];
  while (!harness.engine.idle) {
    await harness.engine.step();
    assert.ok(harness.model.live.size <= 1);
  }
  assert.equal(harness.model.started, [1, 2, 3]);
  for (const { finish } of await Promise.all(completions))
    assert.is(finish.computedTokens, finish.outputTokens);
});

test.run();
