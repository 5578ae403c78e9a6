import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sides } from '../../../src/ab/run-ab.js';
import { pairRows, type Series, seriesOf } from '../../../src/ab/series.js';
import { configsOf } from '../../../src/cli/ab-sides.js';
import { openSides } from '../../../src/cli/open-sides.js';
import { type Random, shuffled } from '../../../src/workload/random.js';

/** As `ab` asks without more options; a smoke run asks less. */
export interface Asked {
  readonly promptLimit: number;
  readonly maxNewTokens: number;
}

export interface Where {
  readonly a: string;
  readonly b: string;
}

/** Both sides as `ab` has them, their rows in a folder of the system's. */
export async function benchSides(where: Where, asked: Asked, signal: AbortSignal): Promise<Sides> {
  const out = join(mkdtempSync(join(tmpdir(), 'bench-ab-')), 'rows');
  const shared = { out, ways: ['continuous'], batchSizes: [4], length: 'forced', ...asked };
  const configs = await configsOf(where, shared, []);
  return (await openSides(where, configs, out, signal)).sides;
}

/** Measures so many blocks, whatever they say. */
export async function recordBlocks(
  where: Where,
  asked: Asked,
  blocks: number,
  random: Random,
): Promise<Series[]> {
  const { a, b } = await benchSides(where, asked, new AbortController().signal);
  for (let block = 0; block < blocks; block++)
    for (const side of shuffled([a, b], random)) await side.measureBlock(block);
  return seriesOf(pairRows(a.rows, b.rows), blocks);
}
