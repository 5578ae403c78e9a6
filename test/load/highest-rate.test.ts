import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findHighestRate } from '../../src/load/highest-rate.js';

const options = { firstPerSecond: 2, wanted: 0.9, ratio: 1.1, min: 0.25, max: 512 };
const limitedTo = (limit: number) => async (perSecond: number) => (perSecond <= limit ? 1 : 0.2);

test('finds a limit within the ratio, from above and from below', async () => {
  for (const limit of [0.3, 1.9, 2, 7, 100, 300]) {
    const { best, open, probes } = await findHighestRate(limitedTo(limit), options);
    assert.ok(best!.perSecond <= limit && best!.perSecond * 1.1 >= limit, `${best!.perSecond} for ${limit}`);
    assert.not.ok(open);
    assert.ok(probes.length <= 14);
  }
});

test('says when even the lowest rate is too much, and when the limit lies beyond the search', async () => {
  assert.is((await findHighestRate(limitedTo(0.1), options)).best, null);
  const beyond = await findHighestRate(limitedTo(1e9), options);
  assert.ok(beyond.open);
  assert.is(beyond.best!.perSecond, 512);
});

test.run();
