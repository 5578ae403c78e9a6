import { platform } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { soak } from '../bench/server/soak-run.js';

/**
 * The short form of `npm run bench:soak`, which goes on for minutes and also judges memory: a fixed number of requests,
 * and what can be told of them exactly, however long they take.
 */
const CLIENTS = 64;
const REQUESTS = 1000;

async function main(): Promise<void> {
  const result = await soak(CLIENTS, ({ requests }) => requests >= REQUESTS);
  const { unexpected, wrongTokens, serverErrors } = result;
  const test = suite('a soak');

  test('a crowd that leaves and talks nonsense gets right tokens and no 5xx', () => {
    assert.equal(
      { unexpected, wrongTokens, serverErrors },
      { unexpected: [], wrongTokens: 0, serverErrors: 0 },
    );
    assert.ok(result.requests >= REQUESTS);
    assert.ok(result.disconnects > REQUESTS / 10);
    assert.ok(result.malformed > REQUESTS / 50);
  });

  test('and leaves no handle, no request, no slot and no cache behind', () => {
    const { handlesBefore, handlesAfter, stillHeld } = result;
    assert.ok(handlesAfter <= handlesBefore, `${handlesBefore} → ${handlesAfter} handles`);
    assert.equal(stillHeld, []);
  });

  console.log(`${result.requests} requests in ${result.seconds.toFixed(1)} s`);
  test.run();
}

if (platform() === 'linux') void main();
else {
  const absent = suite('a soak');
  absent('is not judged here', () => console.error('SKIPPED: the soak reads /proc, which only Linux has'));
  absent.run();
}
