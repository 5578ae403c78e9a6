import { PassThrough } from 'node:stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { showProgress } from '../../src/cli/progress.js';
import { STREAMING } from '../support/rows.js';

test('without a terminal: a line a trial and a line a block, none twice', () => {
  const stream = new PassThrough();
  const { onRun, onLoad, onBlock } = showProgress(Object.assign(stream, { columns: 80, rows: 24 }));
  const trial = { cell: STREAMING, block: 0, prompts: [] };
  onLoad({ step: 'building the graph', loadedBytes: 0, totalBytes: null });
  onRun({ trial, servedRequests: 0, plannedRequests: 4 });
  onRun({ trial, servedRequests: 1, plannedRequests: 4 });
  onBlock(['After 1 block.', '0 of 4 decided.']);
  onRun({ trial: { ...trial, block: 1 }, servedRequests: 2, plannedRequests: 6 });
  assert.equal(String(stream.read()).split('\n'), [
    'building the graph',
    'stream-sequential-1/0 (0 of 4 requests done)',
    'After 1 block. 0 of 4 decided.',
    'stream-sequential-1/1 (2 of 6 requests done)',
    '',
  ]);
});

test('without a terminal: nothing is left of what ended before anything came of it', () => {
  const stream = new PassThrough();
  const { onRun, stop } = showProgress(Object.assign(stream, { columns: 80, rows: 24 }));
  const trial = { cell: STREAMING, block: 0, prompts: [] };
  onRun({ trial, servedRequests: 0, plannedRequests: 4 });
  stop();
  assert.is(stream.read(), null);
});

test.run();
