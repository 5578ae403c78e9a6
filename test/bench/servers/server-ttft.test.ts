import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ttftBetween } from './server-ttft.js';

const page = (count: number, sum: number) =>
  `vllm:time_to_first_token_seconds_count{engine="0"} ${count}\nvllm:time_to_first_token_seconds_sum{engine="0"} ${sum}\n` +
  'vllm:time_to_first_token_seconds_bucket{le="1"} 7\n';

test('the mean of what came between two readings', () => {
  assert.equal(ttftBetween(page(10, 1), page(14, 1.25)), { requests: 4, meanMs: 62.5 });
  assert.equal(
    ttftBetween(null, page(2, 0.5)),
    { requests: 2, meanMs: 250 },
    'it appears with its first request',
  );
  assert.is(ttftBetween(page(2, 1), page(2, 1)), null);
  assert.is(ttftBetween(null, null), null);
});

test.run();
