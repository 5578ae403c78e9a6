import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LoadReport } from '../../../src/load/load-report.js';
import { NO_SERVER } from '../../../src/metrics/server/server-columns.js';
import { row } from '../../support/rows.js';
import { LOAD_CLAIMS } from './load-claims.js';
import { nothingSeen } from './nothing-seen.js';

const [direct, ttft, columns, saturated] = LOAD_CLAIMS;

const load = (report: Partial<LoadReport>, meanMs?: number) => ({
  rows: [row({ ttft_ms: 21, queue_ms: 1 })],
  report: {
    requests: 1,
    failed: 0,
    scheduleLagMs: { p50: 0.1, max: 1 },
    doubts: [],
    ...report,
  } as LoadReport,
  serverTtft: meanMs === undefined ? null : { requests: 1, meanMs },
});

test('a doubt or a failure is no load that shows anything', () => {
  const judged = (report: Partial<LoadReport>) => direct!.judge({ ...nothingSeen, load: load(report) });
  assert.equal(judged({}), { isShown: true, why: '1 of 1 ok, late by 0.10 ms (median)' });
  assert.is(judged({ failed: 1 }).isShown, false);
  assert.match(judged({ doubts: ['late'] }).why, /; late$/);
});

test('the client’s mean, from when a request was sent, is no less than the server’s and little more', () => {
  const judged = (meanMs?: number) => ttft!.judge({ ...nothingSeen, load: load({}, meanMs) });
  assert.equal(judged(18.5), { isShown: true, why: '20.0 ms here, 18.5 there, means of 1 and 1' });
  assert.equal([judged(5).isShown, judged(30).isShown, judged().isShown], [false, false, false]);
});

test('what a server tells, and what held requests up, are read off its columns', () => {
  const server = { ...NO_SERVER, server_peak_running: 8, server_peak_waiting: 3 };
  const crowd = load({ server });
  assert.equal(columns!.judge({ ...nothingSeen, crowd }), {
    isShown: true,
    why: 'running, waiting; not told: queue time, key-value cache, preemptions, memory',
  });
  assert.is(saturated!.judge({ ...nothingSeen, crowd }).isShown, true);
  assert.is(saturated!.judge({ ...nothingSeen, crowd: load({ server: NO_SERVER }) }).isShown, false);
});

test.run();
