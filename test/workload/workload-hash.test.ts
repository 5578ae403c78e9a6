import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { workloadHash } from '../../src/workload/workload-hash.js';

const prompts = [
  { id: 'a', prompt: 'Once' },
  { id: 'b', prompt: 'upon' },
];
const asked = { maxNewTokens: 32, forceLength: false };

test('the same prompts in another order are the same work; categories do not matter', () => {
  const categorised = prompts.map((prompt) => ({ ...prompt, category: 'x' }));
  assert.is(workloadHash([...categorised].reverse(), asked), workloadHash(prompts, asked));
  assert.match(workloadHash(prompts, asked), /^[0-9a-f]{16}$/);
});

test('other work: fewer prompts, another text, another id, other parameters', () => {
  const others = [
    workloadHash(prompts.slice(1), asked),
    workloadHash([{ id: 'a', prompt: 'One' }, prompts[1]!], asked),
    workloadHash([{ id: 'A', prompt: 'Once' }, prompts[1]!], asked),
    workloadHash(prompts, { ...asked, maxNewTokens: 33 }),
    workloadHash(prompts, { ...asked, forceLength: true }),
    workloadHash(prompts, { ...asked, extra: { top_p: 0.9 } }),
  ];
  assert.is(new Set([...others, workloadHash(prompts, asked)]).size, 7);
});

test.run();
