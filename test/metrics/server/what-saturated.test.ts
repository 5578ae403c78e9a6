import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_SERVER } from '../../../src/metrics/server/server-columns.js';
import { whatSaturated } from '../../../src/metrics/server/what-saturated.js';

test('what held requests up: the cache before the queue, nothing where the server says so or is silent', () => {
  for (const [columns, says] of [
    [
      { server_preemptions: 3, server_peak_waiting: 9 },
      'its key-value cache was too small (it preempted 3 times)',
    ],
    [{ server_preemptions: 1 }, 'its key-value cache was too small (it preempted once)'],
    [{ server_peak_kv_share: 0.97, server_peak_waiting: 9 }, 'its key-value cache was full (97 %)'],
    [
      { server_peak_waiting: 9, server_peak_running: 4 },
      'requests waited in its queue (at most 9, 4 ran at once)',
    ],
    [{ server_peak_waiting: 9 }, 'requests waited in its queue (at most 9)'],
    [{ server_peak_waiting: 0, server_preemptions: 0, server_peak_kv_share: 0.4 }, null],
    [{}, null],
  ] as const) {
    assert.is(whatSaturated({ ...NO_SERVER, ...columns }), says);
  }
});

test.run();
