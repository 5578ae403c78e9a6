import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadText } from '../../src/cli/load-text.js';
import type { LoadReport } from '../../src/load/load-report.js';
import { NO_SERVER } from '../../src/metrics/server/server-columns.js';

const test = suite('cli/load-text');

const percentile = (value: number) => ({ value, low: value, high: value, n: 100 });
const none = { p50: null, p95: null, p99: null };
const report: LoadReport = {
  requests: 100,
  failed: 0,
  requestsPerSec: 11.6234,
  tokensPerSec: 1353.27,
  ttftMs: { p50: percentile(7.6123), p95: percentile(21.48), p99: null },
  tpotMs: none,
  latencyMs: none,
  attainment: 0.875,
  goodputPerSec: 10.17,
  scheduleLagMs: { p50: 0.0412, max: 1.234 },
  little: { counted: 2.3456, expected: 2.3012, difference: 0.02 },
  server: NO_SERVER,
  joulesPerToken: null,
  doubts: [],
};

test('three digits of each number, and a dash for what so few requests cannot say', () => {
  const text = loadText({ stream: report });
  for (const words of ['│ 11.6 ', '│ 1353 ', '│ 7.61 / 21.5 / – ', '│ 87.5 % ', '│ 10.2 '])
    assert.ok(text.includes(words), `${words} in\n${text}`);
  assert.match(text, 'stream: schedule lag median 0.041 ms, max 1.23 ms; in flight 2.35 counted, 2.30 by');
});

test('doubts stand below the way they are about', () => {
  const text = loadText({ stream: { ...report, doubts: ['the client was late'] } });
  assert.match(text, "by Little's law\n  INVALID: the client was late\n");
});

test('what the server said of itself, and what saturated, stand below its way', () => {
  const server = { ...NO_SERVER, server_peak_running: 16, server_peak_waiting: 48, server_queue_ms: 812.4 };
  assert.match(
    loadText({ continuous: { ...report, server } }),
    "by Little's law\n  the server: at most 16 running, 48 waiting, mean time in its queue 812 ms\n" +
      '  what saturated: requests waited in its queue (at most 48, 16 ran at once)\n',
  );
});

test('energy a token stands below its way, where the machine told it', () => {
  const text = loadText({ continuous: { ...report, joulesPerToken: 0.1234 } });
  assert.match(text, "by Little's law\n  energy of this machine: 0.12 J a token\n");
});

test.run();
