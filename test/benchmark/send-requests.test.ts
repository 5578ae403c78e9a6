import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sendRequests } from '../../src/benchmark/send-requests.js';
import type { Backend, GenerateRequest } from '../../src/generation.js';
import type { Way } from '../../src/ways.js';
import { launchInstant } from './instant-backend.js';

const requests: GenerateRequest[] = ['a', 'b', 'c'].map((id) => ({ id, prompt: 'Hello', maxNewTokens: 2 }));

/** What a way submits: the groups, and the delivery that each asks for. */
async function submitted(way: Way) {
  const backend: Backend = await launchInstant({ scheduler: way.scheduler } as never);
  const groups: [string, string | undefined][] = [];
  const submit = backend.submit.bind(backend);
  backend.submit = (group) => {
    groups.push([group.map(({ id }) => id).join(''), group[0]!.delivery]);
    return submit(group);
  };
  await sendRequests(backend, way, requests, () => 0);
  return groups;
}

test('each way says how its answers are to be delivered, so that a server need not stream for nothing', async () => {
  assert.equal(await submitted({ mode: 'batch', scheduler: 'static', batchSize: 2 }), [
    ['ab', 'batch'],
    ['c', 'batch'],
  ]);
  assert.equal(await submitted({ mode: 'stream', scheduler: 'sequential', batchSize: 1 }), [
    ['a', 'stream'],
    ['b', 'stream'],
    ['c', 'stream'],
  ]);
});

test.run();
