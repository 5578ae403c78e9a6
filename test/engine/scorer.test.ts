import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Scorer } from '../../src/engine/scorer.js';
import type { ScoredToken } from '../../src/generation.js';
import { SCHEDULERS } from '../../src/ways.js';
import { Harness, request } from '../support/engine-harness.js';
import { logitsAfter, stepOutput } from '../support/fake-model.js';

test('a logit is worth its share of e^logit, in logarithms', () => {
  // Probabilities 1/8, 5/8 and 2/8: their logarithms as logits, which any constant may be added to.
  const logits = Float32Array.from([1, 5, 2].map((part) => Math.log(part) + 7));
  const scorer = new Scorer(2, 9);
  assert.equal(scorer.needs, { candidates: 2, logits: true });
  scorer.add(2, stepOutput([logits], 2, true), 0);
  const [first, second] = scorer.scores as [ScoredToken, ScoredToken];
  assert.equal(first, { tokenId: 9, logprob: null, likeliest: [] });
  const shares = [second, ...second.likeliest].map(({ tokenId, logprob }) => [
    tokenId,
    Math.round(8e4 * Math.exp(logprob!)) / 1e4,
  ]);
  assert.equal(shares, [
    [2, 2],
    [1, 5],
    [2, 2],
  ]);
});

/** By the model called on every prefix of the sequence, in double precision and without the engine. */
function logprobsAlone(tokens: readonly number[]): number[] {
  return tokens.slice(1).map((token, i) => {
    const logits = [...logitsAfter(tokens.slice(0, i + 1))];
    return logits[token]! - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
  });
}

for (const scheduler of SCHEDULERS) {
  test(`${scheduler}: prompt and output are scored, beside requests that ask for none`, async () => {
    const asked = request(3, 20, { maxNewTokens: 6, forceLength: true, scores: 3 });
    const sampled = { ...asked, id: 's', scores: 0, sampling: { temperature: 1, topK: 5, seed: 4 } };
    const plain = request(5, 11, { maxNewTokens: 9, forceLength: true });
    const done = await new Harness({ scheduler }).run(asked, plain, sampled);
    assert.is(done[1]!.finish.scores, undefined);
    for (const [{ tokenIds, finish }, likeliest] of [
      [done[0]!, 3],
      [done[2]!, 0],
    ] as const) {
      const tokens = [...(asked.prompt as number[]), ...(tokenIds as number[])];
      const scores = finish.scores!;
      assert.equal(
        scores.map(({ tokenId }) => tokenId),
        tokens,
      );
      assert.is(scores[0]!.logprob, null);
      for (const [i, expected] of logprobsAlone(tokens).entries()) {
        assert.ok(Math.abs(scores[i + 1]!.logprob! - expected) < 1e-6);
        assert.is(scores[i + 1]!.likeliest.length, likeliest);
      }
    }
  });
}

test('greedy: the token that is taken is the likeliest', async () => {
  const [done] = await new Harness().run(request(3, 5, { maxNewTokens: 4, forceLength: true, scores: 1 }));
  const made = done!.finish.scores!.slice(-4);
  for (const { tokenId, likeliest } of made) assert.is(likeliest[0]!.tokenId, tokenId);
});

test.run();
