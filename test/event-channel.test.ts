import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EventChannel } from '../src/event-channel.js';
import type { GenerationEvent } from '../src/generation.js';

const token = (index: number): GenerationEvent => ({
  kind: 'token',
  index,
  tokenId: index,
  text: '',
  emittedAtMs: 0,
});
const finish: GenerationEvent = {
  kind: 'finish',
  reason: 'stop',
  promptTokens: 1,
  outputTokens: 1,
  computedTokens: 1,
};
async function drain(channel: EventChannel): Promise<GenerationEvent[]> {
  const events: GenerationEvent[] = [];
  for await (const event of channel) events.push(event);
  return events;
}

test('events come out in order, whether pushed before or while they are read', async () => {
  const channel = new EventChannel();
  channel.push(token(0));
  const reading = drain(channel);
  await Promise.resolve();
  channel.push(token(1));
  channel.push(finish);
  assert.equal(await reading, [token(0), token(1), finish]);
});

test('nothing follows the finish event', async () => {
  const channel = new EventChannel();
  for (const event of [token(0), finish, token(1), finish]) channel.push(event);
  channel.fail(new Error('late'));
  assert.equal(await drain(channel), [token(0), finish]);
});

test('an error comes after what was pushed before it', async () => {
  const channel = new EventChannel();
  channel.push(token(0));
  channel.fail(new Error('broken'));
  assert.equal((await channel.next()).value, token(0));
  await channel.next().then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, 'broken'),
  );
});

test('leaving early cancels at once, also while a read is pending; leaving at the end does not', async () => {
  let abandoned = 0;
  const open = new EventChannel(() => abandoned++);
  const pending = open.next();
  await open.return();
  assert.is(abandoned, 1);
  assert.is((await pending).done, true);
  const done = new EventChannel(() => abandoned++);
  done.push(finish);
  await drain(done);
  await done.return();
  assert.is(abandoned, 1);
});

test.run();
