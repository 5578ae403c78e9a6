import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultPrompts } from '../../../src/checkout.mjs';
import { loadPrompts } from '../../../src/workload/prompts.js';
import { batchRow, row } from '../../support/rows.js';
import { DELIVERY_CLAIMS } from './delivery-claims.js';
import { nothingSeen } from './nothing-seen.js';
import type { Passed } from './recording-proxy.js';

const { prompt } = loadPrompts(defaultPrompts)[0]!;
const streamed: Passed = { prompt, stream: true, contentType: 'text/event-stream', atOnce: 1, chunks: 9 };
const whole: Passed = { prompt, stream: false, contentType: 'application/json', atOnce: 2, chunks: 0 };
const asIs = { rows: [row({ chunks: 9 }), batchRow(2), batchRow(2, { request_index: 1 })] };
const fine = { ...nothingSeen, asIs, passed: [streamed, whole, whole, { ...streamed, prompt: 'one two' }] };

const shown = (observed: typeof fine) => DELIVERY_CLAIMS.map((claim) => claim.judge(observed).isShown);

test('a server at which all is as it should be shows all but the chat, which it was not asked for', () => {
  assert.equal(shown(fine), [true, true, true, true, false]);
});

test('each claim falls by what breaks it', () => {
  const fallen = (changes: Partial<typeof fine>) => shown({ ...fine, ...changes }).indexOf(false);
  const { passed } = fine;
  assert.is(fallen({ passed: [...passed, { ...whole, contentType: 'text/event-stream' }] }), 0, 'delivery');
  assert.is(fallen({ passed: [...passed, { ...streamed, prompt: `${prompt} of all` }] }), 1, 'warm-up');
  assert.is(fallen({ passed: [streamed, { ...whole, atOnce: 1 }, passed[3]!] }), 2, 'batches');
  assert.is(fallen({ passed: [...passed, streamed] }), 3, 'chunks');
});

test('a chat that fails says why', () => {
  const chat = { rows: [], failed: 'no chat template' };
  assert.equal(DELIVERY_CLAIMS.at(-1)!.judge({ ...fine, chat }), { isShown: false, why: 'no chat template' });
});

test.run();
