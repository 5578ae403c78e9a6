import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { serverNotes } from '../../../src/analysis/rows/server-notes.js';
import { batchRow, row } from '../../support/rows.js';

test('what held requests up, way by way and load by load, and what memory the server told', () => {
  const full = { server_peak_kv_share: 0.98, server_memory_mb: 2048 };
  const queue = { server_peak_waiting: 40, server_peak_running: 24, server_memory_mb: 1024 };
  const notes = serverNotes([
    row({ trial_id: 'stream-sequential-1/0', server_peak_waiting: 0 }),
    batchRow(32, { trial_id: 'batch-static-32/0', ...full }),
    batchRow(32, { trial_id: 'batch-static-32/0', ...full, request_index: 1 }),
    batchRow(32, { trial_id: 'batch-static-32/1' }),
    row({ trial_id: 'load/continuous/poisson:4', source: 'load', scheduler: 'continuous', ...queue }),
  ]);
  assert.equal(notes, [
    "By the server's own metrics, with batch of 32 its key-value cache was full (98 %) (1 of 2 trials); " +
      'with continuous, poisson:4 requests waited in its queue (at most 40, 24 ran at once).',
    "The process that answers the server's /metrics held 1024–2048 MiB; the peak of all its processes cannot be seen from here.",
  ]);
});

test('rows without a server, or of one that nothing held up, need no note', () => {
  assert.equal(serverNotes([]), []);
  assert.equal(serverNotes([row(), row({ server_peak_waiting: 0 })]), []);
});

test.run();
