import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LogRow } from '../../../src/results/schema.js';
import { row } from '../../support/rows.js';
import { CACHE_CLAIMS } from './cache-claims.js';
import { nothingSeen } from './nothing-seen.js';

const [seen, cold, warm] = CACHE_CLAIMS;
const rows = (changes: Partial<LogRow>) => ({ rows: [row({ prompt_tokens: 100, ...changes })] });

test('the column and the counter must tell the same of the prompts', () => {
  const judged = (cached_tokens: number | null, server_prefix_hit_share: number | null) =>
    seen!.judge({ ...nothingSeen, asIs: rows({ cached_tokens, server_prefix_hit_share }) });
  assert.equal(judged(48, 0.48), { isShown: true, why: '48.0 % by the column, 48.0 % by the counter' });
  assert.is(judged(48, 0.4).isShown, false);
  assert.is(judged(0, 0).isShown, false, 'nothing was there to be seen');
  assert.match(judged(null, 0.48).why, '--enable-prompt-tokens-details');
  assert.match(judged(48, null).why, 'no counter to hold 48.0 % against');
  assert.match(judged(null, null).why, 'tells nothing');
});

test('cold is none at all, warm is some, by whoever tells it', () => {
  const none = rows({ cached_tokens: 0, server_prefix_hit_share: 0, cold_by: 'reset' });
  const some = rows({ cached_tokens: null, server_prefix_hit_share: 0.3 });
  assert.equal(cold!.judge({ ...nothingSeen, cold: none }), {
    isShown: true,
    why: '0.0 % and 0.0 % of the prompts’ tokens, by "reset"',
  });
  assert.is(cold!.judge({ ...nothingSeen, cold: some }).isShown, false);
  assert.is(warm!.judge({ ...nothingSeen, warm: none }).isShown, false);
  assert.is(warm!.judge({ ...nothingSeen, warm: some }).isShown, true);
  assert.equal(cold!.judge({ ...nothingSeen, cold: { rows: [], failed: 'it broke' } }), {
    isShown: false,
    why: 'it broke',
  });
});

test.run();
