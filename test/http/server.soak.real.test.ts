import { platform } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { soak } from '../bench/soak-run.js';

// The short form of `npm run bench:soak`; STREAMBATCH_SOAK_SECONDS=60 makes it long enough to judge memory, too.
const seconds = Number(process.env.STREAMBATCH_SOAK_SECONDS ?? 8);

const onLinux = platform() === 'linux' ? test : test.skip; // it reads /proc
onLinux(
  'a crowd that leaves and talks nonsense gets right tokens and no 5xx, and leaves nothing behind',
  async () => {
    const result = await soak(16, seconds);
    assert.equal(result.unexpected, []);
    assert.is(result.wrongTokens, 0);
    assert.is(result.serverErrors, 0);
    assert.ok(result.requests > 100, `only ${result.requests} requests`);
    assert.ok(result.disconnects > 10);
    assert.ok(result.malformed > 2);
    assert.ok(
      result.handlesAfter <= result.handlesBefore,
      `${result.handlesBefore} → ${result.handlesAfter} handles`,
    );
    if (seconds >= 60) assert.ok(result.lastMb <= 1.03 * result.middleMb);
  },
);

test.run();
