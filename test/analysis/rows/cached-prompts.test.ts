import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cachedPrompts } from '../../../src/analysis/rows/cached-prompts.js';
import { row } from '../../support/rows.js';

test('how much a server had of the prompts is one sentence, over the rows that tell it', () => {
  const rows = [
    row({ prompt_tokens: 100, cached_tokens: 90 }),
    row({ prompt_tokens: 100, cached_tokens: 0 }),
    row({ prompt_tokens: 100, cached_tokens: null }),
  ];
  assert.equal(cachedPrompts(rows), [
    'The server had 90 of 200 prompt tokens (45.0 %) in its cache from requests before: times to first token are those ' +
      'of shorter prompts (1 row flagged "prompt-cached"; kept).',
  ]);
});

test('little, or nothing told: no sentence', () => {
  assert.equal(cachedPrompts([row({ prompt_tokens: 100, cached_tokens: 9 }), row()]), []);
});

test('where the cache is a factor, warm prompts are counted by themselves, and cold ones that were known all the same', () => {
  const rows = [
    row({ prefix_cache: 'warm', prompt_tokens: 100, cached_tokens: 50 }),
    row({ prefix_cache: 'cold', prompt_tokens: 100, cached_tokens: 0 }),
  ];
  assert.match(cachedPrompts(rows)[0]!, 'had 50 of 100 tokens of warm prompts (50.0 %)');
  assert.is(cachedPrompts(rows).length, 1);
  const known = [row({ prefix_cache: 'cold', prompt_tokens: 100, cached_tokens: 20 })];
  assert.match(cachedPrompts(known)[0]!, 'had 20 of 100 tokens of cold prompts (20.0 %)');
});

test('what kept prompts out of the cache is one sentence for each way of it', () => {
  const rows = [row({ cold_by: 'uncached' }), row({ cold_by: 'uncached' }), row({ cold_by: 'salt' })];
  assert.equal(cachedPrompts(rows), [
    'Cold prompts: each request told the server to use nothing of earlier ones.',
    'Cold prompts: the server cannot be told to forget any, so each began with words of its own, which count as its tokens; answers are not compared.',
  ]);
  assert.equal(cachedPrompts([row({ cold_by: 'reset' })]), [
    'Cold prompts: the server forgot all of them before each trial.',
  ]);
});

test.run();
