import { platform } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { soak } from '../bench/soak-run.js';

// The one-minute form of `npm run bench:soak`.
const CLIENTS = 64;
const seconds = Number(process.env.STREAMBATCH_SOAK_SECONDS ?? 60);

async function main(): Promise<void> {
  const result = await soak(CLIENTS, seconds);
  const { memory, unexpected, wrongTokens, serverErrors } = result;
  const test = suite('a soak');

  test('a crowd that leaves and talks nonsense gets right tokens and no 5xx', () => {
    assert.equal(
      { unexpected, wrongTokens, serverErrors },
      { unexpected: [], wrongTokens: 0, serverErrors: 0 },
    );
    assert.ok(result.requests > 100, `only ${result.requests} requests`);
    assert.ok(result.disconnects > 10);
    assert.ok(result.malformed > 2);
  });

  test('and leaves no handle behind', () => {
    const { handlesBefore, handlesAfter } = result;
    assert.ok(handlesAfter <= handlesBefore, `${handlesBefore} → ${handlesAfter} handles`);
  });

  const judged = memory.verdict === 'cannot tell' ? test.skip : test;
  if (judged === test.skip) console.error(`SKIPPED: memory of the soak cannot be judged: ${memory.why}`);
  judged('and memory stays flat', () => assert.is(memory.verdict, 'flat', memory.why));

  console.log(`${result.requests} requests; memory is ${memory.verdict}: ${memory.why}`);
  test.run();
}

if (platform() === 'linux') void main();
else {
  const absent = suite('a soak');
  absent('is not judged here', () => console.error('SKIPPED: the soak reads /proc, which only Linux has'));
  absent.run();
}
