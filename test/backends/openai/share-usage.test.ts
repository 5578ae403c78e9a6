import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Share } from '../../../src/backends/openai/list-answer.js';
import { shareUsage } from '../../../src/backends/openai/share-usage.js';
import type { GenerateRequest } from '../../../src/generation.js';
import type { Tokenizer } from '../../../src/model/tokenizer.js';

/** A token a word, and one that begins every text. */
const words = {
  encode: (text: string, { addSpecialTokens = true } = {}) => [
    ...(addSpecialTokens ? [0] : []),
    ...text.split(' ').map((_, i) => i + 1),
  ],
} as Tokenizer;

const share = (
  reason: Share['reason'],
  text = 'a b c',
  prompt: GenerateRequest['prompt'] = 'p q',
): Share => ({
  request: { id: 'r', prompt, maxNewTokens: 5 },
  reason,
  text,
});
const sumOf = (prompt: number, completion: number, more: object = {}) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  ...more,
});
const outputs = (counts: ReturnType<typeof shareUsage>) =>
  counts.map(({ outputTokens, countedHere }) => (countedHere ? `${outputTokens} here` : outputTokens));

test('an answer cut at its maximum has just so many tokens, a last one the rest of the sum', () => {
  assert.equal(outputs(shareUsage(sumOf(6, 10), [share('length'), share('length')], null)), [5, 5]);
  const three = [share('length'), share('stop'), share('length')];
  assert.equal(outputs(shareUsage(sumOf(9, 13), three, null)), [5, 3, 5]);
});

test('several that stopped are counted here, unless the sum leaves each its maximum', () => {
  const stopped = [share('stop', 'a b'), share('stop', 'a b c'), share('length')];
  assert.equal(outputs(shareUsage(sumOf(9, 15), stopped, null)), [5, 5, 5]);
  assert.equal(outputs(shareUsage(sumOf(9, 10), stopped, words)), [2, 3, 5], 'the sum agrees');
  assert.equal(outputs(shareUsage(sumOf(9, 12), stopped, words)), [3, 4, 5], 'with an end of sequence each');
  assert.equal(outputs(shareUsage(sumOf(9, 13), stopped, words)), ['2 here', '3 here', 5]);
  assert.throws(() => shareUsage(sumOf(9, 10), stopped, null), /count of 10 tokens .*--tokenizer FOLDER/);
});

test('a sum that cannot be is not believed', () => {
  // of the first alone, as if the others had none; and more than there may be
  for (const told of [sumOf(3, 5), sumOf(6, 11)]) {
    const both = [share('length'), share('length')];
    assert.equal(outputs(shareUsage(told, both, words)), ['3 here', '3 here']);
    assert.throws(() => shareUsage(told, both, null), /does not tell what each of 2 answers took/);
  }
});

test('no sum: what was cut is known all the same, and marked as counted here', () => {
  for (const told of [undefined, sumOf(0, 10), sumOf(3, -1)]) {
    assert.equal(outputs(shareUsage(told, [share('length'), share('length')], null)), ['5 here', '5 here']);
  }
});

test('prompts are counted by their ids or the tokenizer, else not at all; a sum that agrees is the mark of truth', () => {
  const two = [share('length'), share('length', 'a', [7, 8, 9])];
  const prompts = (told: object, tokenizer: Tokenizer | null) =>
    shareUsage(told, two, tokenizer).map(({ promptTokens, countedHere }) => [promptTokens, countedHere]);
  assert.equal(prompts(sumOf(6, 10), null), [
    [null, false],
    [3, false],
  ]);
  assert.equal(prompts(sumOf(6, 10), words), [
    [3, false],
    [3, false],
  ]);
  assert.equal(prompts(sumOf(7, 10), words), [
    [3, true],
    [3, false],
  ]);
});

test('what a cache had is not told: vLLM names that of the last prompt, as if it were the sum', () => {
  const told = sumOf(6, 10, { prompt_tokens_details: { cached_tokens: 0 } });
  const counts = shareUsage(told, [share('length'), share('length')], null);
  assert.not(counts.some((one) => 'cachedTokens' in one));
});

test.run();
