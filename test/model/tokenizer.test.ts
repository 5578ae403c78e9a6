import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/errors.js';
import { loadTokenizer } from '../../src/model/tokenizer.js';
import { golden, modelFolder } from '../support/golden.js';

test("encodes the golden prompts as the model's trainers did, and decodes their continuations", async () => {
  const tokenizer = await loadTokenizer(modelFolder);
  for (const { prompt, prompt_ids, greedy_ids, greedy_text } of golden) {
    assert.equal(tokenizer.encode(prompt), prompt_ids);
    assert.is(tokenizer.decode(greedy_ids), greedy_text);
  }
});

test('tells which tokens there are, the added ones too', async () => {
  const tokenizer = await loadTokenizer(modelFolder);
  const [end] = tokenizer.encode('<|endoftext|>', { addSpecialTokens: false });
  assert.ok(tokenizer.has(end!) && tokenizer.has(golden[0]!.prompt_ids.at(-1)!));
  assert.not.ok(tokenizer.has(1_000_000));
});

test('a folder without a tokenizer is refused by the name of the file', async () => {
  try {
    await loadTokenizer('/no/such/folder');
    assert.unreachable();
  } catch (error) {
    assert.instance(error, InputError);
    assert.match(String(error), '/no/such/folder/tokenizer.json');
  }
});

test.run();
