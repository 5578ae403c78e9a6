import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MeasuredLoad } from '../../src/load/measured-load.js';
import { sweepLoad } from '../../src/load/sweep-load.js';
import { startTestServer } from '../support/test-server.js';

const prompts = [{ id: 'a', category: 'short', prompt: 'say a' }];

test('searches each way by loads of Poisson arrivals, and tells of each', async () => {
  const server = await startTestServer();
  const heard: string[] = [];
  const onProgress = ({ way, arrivals }: MeasuredLoad) => {
    assert.is(arrivals.kind, 'poisson');
    if (arrivals.kind === 'poisson') heard.push(`${way} ${arrivals.perSecond}`);
  };
  const { searches } = await sweepLoad({
    target: server.url,
    ways: ['continuous', 'batch'],
    durationMs: 1, // at these rates nobody comes: no promise is kept, and the search goes down to its end
    prompts,
    onProgress,
  });
  await server.close();
  const down = [2, 1, 0.5, 0.25];
  assert.equal(
    heard,
    ['continuous', 'batch'].flatMap((way) => down.map((rate) => `${way} ${rate}`)),
  );
  assert.equal(Object.keys(searches), ['continuous', 'batch']);
  assert.is(searches.batch!.best, null);
  assert.equal(
    searches.batch!.probes,
    down.map((perSecond) => ({ perSecond, attainment: 0 })),
  );
});

test.run();
