import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readingOf } from '../../../src/metrics/server/reading.js';
import { NO_SERVER, serverColumnsOf } from '../../../src/metrics/server/server-columns.js';
import { PAGES } from './pages.js';

const vllm = readingOf(PAGES.vllm)!;

test('peaks are of the readings meanwhile, counters count from before to after', () => {
  const before = { ...vllm, running: 0, waiting: 0, kvShare: 0 };
  const after = {
    ...before,
    preemptions: 6,
    prefixQueries: 47_722,
    prefixHits: 21_544,
    queueSeconds: 7,
    queued: 34,
    residentBytes: 2 ** 30,
  };
  assert.equal(serverColumnsOf([before, { ...vllm, running: 4 }, vllm, { ...vllm, waiting: 9 }, after]), {
    server_peak_running: 8,
    server_peak_waiting: 9,
    server_queue_ms: 100, // 1 s, of 10 requests
    server_preemptions: 2,
    server_peak_kv_share: 0.75,
    server_prefix_hit_share: 0.4, // 40 of 100 tokens
    server_memory_mb: 1024,
  });
});

test('too short for a reading meanwhile: no peaks', () => {
  const { server_peak_running, server_peak_kv_share, server_preemptions } = serverColumnsOf([vllm, vllm]);
  assert.equal([server_peak_running, server_peak_kv_share, server_preemptions], [null, null, 0]);
});

test('a server that was at work, but at no reading, is not said to have had nothing to do', () => {
  const idle = { ...vllm, running: 0, waiting: 0, kvShare: 0 };
  const { server_peak_running, server_peak_waiting, server_peak_kv_share } = serverColumnsOf(
    Array(3).fill(idle),
  );
  assert.equal([server_peak_running, server_peak_waiting, server_peak_kv_share], [null, 0, null]);
});

test('a server that counts what its cache had and what it had not tells the share, too', () => {
  const before = readingOf(PAGES.llamaCpp)!;
  const after = { ...before, prefixHits: 16 + 30, prefixMisses: 35 + 70 };
  assert.is(serverColumnsOf([before, after]).server_prefix_hit_share, 0.3);
});

test('a server that was started anew, or lies, tells nothing of it', () => {
  const lies = { ...vllm, kvShare: 97, running: -1, prefixHits: vllm.prefixHits! + 10 };
  const columns = serverColumnsOf([vllm, lies, { ...lies, preemptions: 0 }]);
  assert.equal(columns, { ...NO_SERVER, server_peak_waiting: 2, server_memory_mb: 1000 });
});

test.run();
