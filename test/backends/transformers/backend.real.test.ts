import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backendSpec } from '../../../src/backends/spec.js';
import loadTransformers from '../../../src/backends/transformers/backend.js';
import { BackendError, InputError } from '../../../src/errors.js';
import { type Backend, complete, type GenerateRequest } from '../../../src/generation.js';
import { type Golden, golden } from '../../support/golden.js';

const quietly = () => undefined;
let backend: Backend;
const model = suite('transformers backend');

model.before(async () => {
  backend = await loadTransformers(backendSpec.parse({}), quietly);
});
model.after(() => backend.close());

const requestFor = (c: Golden, more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  id: c.prompt,
  prompt: c.prompt,
  maxNewTokens: c.greedy_ids.length,
  ...more,
});

async function assertGolden(cases: readonly Golden[]): Promise<void> {
  const answers = await Promise.all(backend.submit(cases.map((c) => requestFor(c))).map(complete));
  for (const [i, answer] of answers.entries()) {
    const { greedy_ids, greedy_text, ends_with_eos, prompt_ids } = cases[i]!;
    assert.equal(answer.tokenIds, greedy_ids);
    assert.is(answer.text, greedy_text);
    assert.is(answer.finish.reason, ends_with_eos ? 'stop' : 'length');
    assert.is(answer.finish.promptTokens, prompt_ids.length);
    assert.is(answer.finish.outputTokens, greedy_ids.length);
  }
}

model('every golden prompt alone comes out token for token', async () => {
  for (const c of golden) await assertGolden([c]);
});

model('every golden prompt comes out token for token in one batch of all lengths', () =>
  assertGolden(golden),
);

model('every golden prompt comes out token for token in batches of 2, 4 and 8', async () => {
  for (const size of [2, 4, 8]) {
    for (let i = 0; i < golden.length; i += size) await assertGolden(golden.slice(i, i + size));
  }
});

model('token ids as prompt mean the same as the text', async () => {
  const [answer] = await Promise.all(
    backend.submit([requestFor(golden[0]!, { prompt: golden[0]!.prompt_ids })]).map(complete),
  );
  assert.equal(answer!.tokenIds, golden[0]!.greedy_ids);
});

model('a row that ends early counts the steps computed for it past its end', async () => {
  const short = requestFor(golden[0]!, { maxNewTokens: 3 });
  const long = requestFor(golden[1]!, { maxNewTokens: 9, forceLength: true });
  const [a, b] = await Promise.all(backend.submit([short, long]).map(complete));
  assert.equal([a!.finish.outputTokens, a!.finish.computedTokens], [3, 9]);
  assert.equal([b!.finish.outputTokens, b!.finish.computedTokens], [9, 9]);
});

model('forced length goes past end-of-sequence to exactly the maximum', async () => {
  const ending = golden.find((c) => c.ends_with_eos)!;
  const maxNewTokens = ending.greedy_ids.length + 5;
  const [forced] = await Promise.all(
    backend.submit([requestFor(ending, { maxNewTokens, forceLength: true })]).map(complete),
  );
  assert.is(forced!.finish.outputTokens, maxNewTokens);
  assert.equal(forced!.tokenIds.slice(0, ending.greedy_ids.length), ending.greedy_ids);
  assert.is(forced!.finish.reason, 'length');
});

model('a stop string ends the text before it', async () => {
  const c = golden[0]!;
  const stop = c.greedy_text.slice(10, 16);
  const [answer] = await Promise.all(backend.submit([requestFor(c, { stop: [stop] })]).map(complete));
  assert.is(answer!.text, c.greedy_text.slice(0, c.greedy_text.indexOf(stop)));
  assert.is(answer!.finish.reason, 'stop');
});

model('aborting ends the stream as cancelled, and the next request is served', async () => {
  const abort = new AbortController();
  const [stream] = backend.submit([
    requestFor(golden[1]!, { signal: abort.signal, maxNewTokens: 900, forceLength: true }),
  ]);
  let tokens = 0;
  for await (const event of stream!) {
    if (event.kind === 'token' && ++tokens === 3) abort.abort();
    if (event.kind === 'finish') assert.is(event.reason, 'cancelled');
  }
  assert.ok(tokens < 10, `${tokens} tokens after the abort`);
  await assertGolden([golden[0]!]);
});

model('leaving the loop frees the model', async () => {
  const [stream] = backend.submit([requestFor(golden[1]!, { maxNewTokens: 900, forceLength: true })]);
  for await (const event of stream!) if (event.kind === 'token') break;
  await assertGolden([golden[0]!]);
});

model('a request that cannot run fails alone and says why', async () => {
  const tooLong = requestFor(golden[0]!, { maxNewTokens: 5000 });
  const [bad, good] = backend.submit([tooLong, requestFor(golden[1]!)]);
  await complete(bad!).then(
    () => assert.unreachable(),
    (error) => {
      assert.instance(error, InputError);
      assert.match(error.message, '5000 new tokens exceed');
    },
  );
  assert.equal((await complete(good!)).tokenIds, golden[1]!.greedy_ids);
});

const refused = suite('what cannot be loaded');

for (const [name, options, rule] of [
  ['an unknown dtype', { dtype: 'float99' }, /dtype "float99" is unknown/],
  ['a dtype the folder does not hold', { dtype: 'q4' }, /no weights of this dtype/],
  ['neither folder nor hub id', { model: 'no such model' }, /neither an existing folder/],
  [
    'a folder without a model',
    { model: mkdtempSync(join(tmpdir(), 'empty-')) },
    /config\.json cannot be read/,
  ],
  ['an unknown device', { device: 'abacus' }, /abacus/],
] as const) {
  refused(`${name} is refused in one sentence`, () =>
    loadTransformers(backendSpec.parse(options), quietly).then(
      () => assert.unreachable(),
      (error) => {
        assert.ok(error instanceof InputError || error instanceof BackendError, error);
        assert.match(error.message, rule);
      },
    ),
  );
}

model.run();
refused.run();
