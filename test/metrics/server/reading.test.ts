import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readingOf, type ServerReading } from '../../../src/metrics/server/reading.js';
import { PAGES } from './pages.js';

const SILENT: ServerReading = {
  running: null,
  waiting: null,
  kvShare: null,
  preemptions: null,
  prefixQueries: null,
  prefixHits: null,
  prefixMisses: null,
  queueSeconds: null,
  queued: null,
  residentBytes: null,
};

test('each server is read by its own names; what it does not tell is null', () => {
  assert.equal(readingOf(PAGES.vllm), {
    running: 8,
    waiting: 2,
    kvShare: 0.75,
    preemptions: 4,
    prefixQueries: 47_622,
    prefixHits: 21_504,
    prefixMisses: null,
    queueSeconds: 6,
    queued: 24,
    residentBytes: 1_048_576_000,
  });
  assert.equal(readingOf(PAGES.sglang), {
    running: 162,
    waiting: 2826,
    kvShare: 0.28,
    preemptions: 1,
    prefixQueries: 8_128_902,
    prefixHits: 4_000_000,
    prefixMisses: null,
    queueSeconds: 10,
    queued: 20,
    residentBytes: null,
  });
  assert.equal(readingOf(PAGES.llamaCpp), {
    ...SILENT,
    running: 4,
    waiting: 46,
    prefixHits: 16,
    prefixMisses: 35,
  });
  assert.equal(readingOf(PAGES.tgi), { ...SILENT, running: 7, waiting: 1, queueSeconds: 0.5, queued: 50 });
});

test('an unknown server tells nothing, another kind of page is none', () => {
  assert.equal(readingOf('go_goroutines 12\n'), SILENT);
  assert.is(readingOf('<html>'), null);
});

test.run();
