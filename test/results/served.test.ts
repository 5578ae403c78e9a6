import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { areCachedInLists, areChunks, isCached } from '../../src/results/served.js';

test('a tenth of the prompt from a cache is told, less is not', () => {
  const cached = (cached_tokens: number | null, prompt_tokens: number | null) =>
    isCached({ cached_tokens, prompt_tokens });
  assert.equal(
    [cached(10, 100), cached(9, 100), cached(0, 0), cached(null, 100)],
    [true, false, false, false],
  );
  assert.not(cached(5, null));
});

test('of prompts in a list, what the server says of the whole trial', () => {
  const cached = (batch_request: 'list' | 'each' | null, server_prefix_hit_share: number | null) =>
    areCachedInLists({ batch_request, server_prefix_hit_share });
  assert.equal(
    [cached('list', 0.1), cached('list', 0.09), cached('list', null), cached('each', 0.5), cached(null, 0.5)],
    [true, false, false, false, false],
  );
});

test('deliveries are tokens where their numbers differ by the end of the sequence, or a tenth at most', () => {
  const chunked = (chunks: number | null, output_len: number | null) => areChunks({ chunks, output_len });
  assert.equal(
    [chunked(7, 8), chunked(8, 8), chunked(90, 100), chunked(null, 8), chunked(8, null)],
    [false, false, false, false, false],
  );
  assert.equal([chunked(6, 8), chunked(2, 8), chunked(89, 100), chunked(16, 8)], [true, true, true, true]);
});

test.run();
