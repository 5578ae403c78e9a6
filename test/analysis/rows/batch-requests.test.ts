import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { batchRequests } from '../../../src/analysis/rows/batch-requests.js';
import { row } from '../../support/rows.js';

const batched = { mode: 'batch', scheduler: 'static', batch_size: 8 } as const;

test('how a server was asked for static batches is one sentence', () => {
  const list = row({ ...batched, batch_request: 'list' });
  const each = row({ ...batched, batch_request: 'each' });
  assert.equal(batchRequests([list, list]), [
    'The server was asked for static batches with all their prompts in one request.',
  ]);
  assert.equal(batchRequests([each]), [
    'The server was asked for static batches with each prompt in a request of its own, all of them at once.',
  ]);
  assert.match(batchRequests([list, list, each])[0]!, /one request \(2 answers\), and .* \(1 answer\)/);
});

test('of streams, of batches of one and of our own engine nothing is said', () => {
  const alone = row({ ...batched, batch_size: 1, batch_request: 'each' });
  assert.equal(batchRequests([row(), row(batched), alone]), []);
});

test.run();
