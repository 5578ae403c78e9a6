import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HEADER_LINE } from '../../src/results/header.js';
import { formatRows } from '../../src/results/log.js';
import { readLog } from '../../src/results/read.js';
import type { LogRow } from '../../src/results/schema.js';
import { wayColumns } from '../../src/ways.js';
import { aRow } from '../support/row.js';
import { batchOf } from '../support/rows.js';
import { inScratch } from '../support/scratch.js';

/** What is read of a row of version 1, which says neither its source nor its batch. */
async function read(cells: Partial<LogRow>): Promise<Pick<LogRow, 'source' | 'batch_index'>> {
  let rows: LogRow[] = [];
  await inScratch(async (folder) => {
    const path = join(folder, 'log.csv');
    writeFileSync(path, `${HEADER_LINE}\n${formatRows([aRow({ source: null, ...cells })])}`);
    ({ rows } = await readLog(path));
  });
  const { source, batch_index } = rows[0]!;
  return { source, batch_index };
}

const static4 = { ...wayColumns(batchOf(4)), request_index: 9 };

test('where a row of version 1 comes from is told by its trial', async () => {
  assert.is((await read({ trial_id: 'stream-sequential-1/0' })).source, 'matrix');
  assert.is((await read({ trial_id: 'load/stream/poisson:4' })).source, 'load');
  assert.is((await read({ trial_id: 'serve/stream/sequential' })).source, 'server');
});

test('its batch is told by its place, in a matrix: there all but the last are full', async () => {
  assert.is((await read({ trial_id: 'batch-static-4/0', ...static4 })).batch_index, 2);
  assert.is((await read({ trial_id: 'load/batch/poisson:4', ...static4 })).batch_index, null);
  assert.is((await read({ trial_id: 'stream-continuous-4/0', request_index: 9 })).batch_index, null);
  assert.is((await read({ ...static4, batch_size: 0 })).batch_index, null);
});

test('what a row says itself is never guessed', async () => {
  assert.equal(await read({ source: 'server', ...static4 }), { source: 'server', batch_index: null });
  assert.is((await read({ ...static4, batch_index: 7 })).batch_index, 7);
});

test.run();
