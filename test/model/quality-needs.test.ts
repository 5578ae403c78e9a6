import { tmpdir } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openCheckpoint } from '../../src/model/open-checkpoint.js';
import { lacksRoom, referenceBytes } from '../../src/model/quality-needs.js';
import { modelFolder } from '../support/golden.js';

test('float32 takes four bytes a parameter', async () => {
  const checkpoint = await openCheckpoint(modelFolder);
  assert.is(await referenceBytes(checkpoint), 4 * 2_558_400); // parameters: the model card
  await checkpoint.close();
});

test('8 thousand million parameters are not checked on a laptop, and the user hears why', async () => {
  const bytes = 4 * 8.03e9;
  const lack = (disk: number, memory: number) => lacksRoom(bytes, disk, tmpdir(), memory);
  assert.is(await lack(0, 16e9), 'that takes 64 GB of memory, and 16 GB are free');
  assert.match((await lack(1e15, 128e9))!, /^that takes 1000000 GB of disk for a while/);
  assert.is(await lack(0, 128e9), null);
});

test.run();
