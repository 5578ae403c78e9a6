import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EventChannel, readEvents } from '../src/event-channel.js';
import type { GenerationEvent, GenerationStream } from '../src/generation.js';
import { rejection } from './support/rejection.js';

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

test('draining takes what was pushed before, then each event within the call that pushes it', async () => {
  const channel = new EventChannel();
  const taken: GenerationEvent[] = [];
  channel.push(token(0));
  const drained = channel.drain((event) => taken.push(event));
  assert.equal(taken, [token(0)]);
  channel.push(token(1));
  assert.equal(taken, [token(0), token(1)]);
  channel.push(finish);
  channel.push(token(2));
  await drained;
  assert.equal(taken, [token(0), token(1), finish]);
});

test('draining ends with the error, and quietly when somebody leaves', async () => {
  const broken = new EventChannel();
  const reading = broken.drain(() => undefined);
  broken.fail(new Error('broken'));
  assert.is((await rejection(reading)).message, 'broken');
  const failed = new EventChannel();
  failed.fail(new Error('before'));
  assert.is((await rejection(failed.drain(() => undefined))).message, 'before');
  let abandoned = 0;
  const left = new EventChannel(() => abandoned++);
  const waiting = left.drain(() => undefined);
  await left.return();
  await waiting;
  assert.is(abandoned, 1);
});

test('a stream of another kind is read by its iterator', async () => {
  async function* made(): AsyncGenerator<GenerationEvent> {
    yield token(0);
    yield finish;
  }
  const taken: GenerationEvent[] = [];
  await readEvents(made() satisfies GenerationStream, (event) => taken.push(event));
  assert.equal(taken, [token(0), finish]);
});

test.run();
