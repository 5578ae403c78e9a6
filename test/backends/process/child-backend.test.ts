import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MockBackend } from '../../../src/backends/mock/mock-backend.js';
import { ChildBackend } from '../../../src/backends/process/child-backend.js';
import type { FromHost, ToHost } from '../../../src/backends/process/messages.js';
import { BackendError } from '../../../src/errors.js';
import { complete } from '../../../src/generation.js';
import { rejection } from '../../support/rejection.js';

const { info } = new MockBackend();

/** A process that makes one token of every request, and does not close by itself. */
class StubbornChild extends EventEmitter {
  readonly pid = 1;
  readonly connected = true;
  readonly heard: ToHost['type'][] = [];
  readonly signals: string[] = [];
  readonly ended: Promise<string>;
  #end!: (how: string) => void;

  constructor() {
    super();
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  send(message: ToHost): void {
    this.heard.push(message.type);
    if (message.type !== 'submit') return;
    const { submit } = message;
    const token = { kind: 'token', index: 0, tokenId: 7, text: ' seven', emittedAtMs: 0 } as const;
    const events = message.requests.map(
      (_, index) => ({ type: 'event', submit, index, event: token }) as const,
    );
    this.emit('message', events satisfies FromHost[]);
  }

  kill(signal: string): void {
    this.signals.push(signal);
    this.end(`signal ${signal}`);
  }

  end(how: string): void {
    this.#end(how);
  }
}

const backendOf = (child: StubbornChild, closeMs?: number) =>
  new ChildBackend(child as unknown as ChildProcess, info, child.ended, closeMs);

const requests = [
  { id: 'text', prompt: 'one two', maxNewTokens: 9 },
  { id: 'ids', prompt: [1, 2, 3], maxNewTokens: 9 },
];
const CUT = { kind: 'finish', reason: 'cancelled', outputTokens: 1, computedTokens: 1, countedHere: true };

test('a process that does not close in time is killed, and its streams end as cancelled', async () => {
  const child = new StubbornChild();
  const backend = backendOf(child, 0);
  const answers = backend.submit(requests).map(complete);
  await backend.close();
  assert.equal(child.heard, ['submit', 'close']);
  assert.equal(child.signals, ['SIGKILL']);
  const [text, ids] = await Promise.all(answers);
  assert.is(text!.text, ' seven');
  assert.equal(text!.finish, { ...CUT, promptTokens: 0 } as unknown);
  assert.equal(ids!.finish, { ...CUT, promptTokens: 3 } as unknown);
  assert.instance(await rejection(complete(backend.submit(requests)[0]!)), BackendError);
});

test('so do those of a process that ends by itself while it closes, and says nothing of them', async () => {
  const child = new StubbornChild();
  const backend = backendOf(child);
  const answers = backend.submit(requests).map(complete);
  const closed = backend.close();
  child.end('exit code 0');
  await closed;
  assert.equal(child.signals, []);
  for (const { finish } of await Promise.all(answers)) assert.is(finish.reason, 'cancelled');
});

test('a process that ends unasked fails its streams', async () => {
  const child = new StubbornChild();
  const answers = backendOf(child).submit(requests).map(complete);
  child.end('signal SIGSEGV');
  for (const answer of answers) {
    const error = await rejection(answer);
    assert.instance(error, BackendError);
    assert.match((error as Error).message, 'the model process ended: signal SIGSEGV');
  }
});

test.run();
