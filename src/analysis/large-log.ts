import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type LogContents, readLog } from '../results/read.js';
import { seededRandom, shuffled } from '../workload/random.js';

/** What was taken from a log that is too large to hold. */
export interface BlockSample extends LogContents {
  /** Rows of the whole log, and blocks of it. */
  readonly allRows: number;
  readonly allBlocks: number;
  readonly blocks: number;
}

interface Block {
  readonly run_id: string;
  readonly block: string;
  readonly rows: number;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * Reads whole blocks of a log, drawn at random (seeded), up to so many rows. Whole blocks, since comparisons are
 * paired within them: what is kept is as good as the whole, only less. DuckDB scans the file; neither danfo nor one
 * array of rows could hold it. Lines that are no rows are left out by the scan.
 */
export async function sampleBlocks(path: string, mostRows: number, seed = 1): Promise<BlockSample> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const database = await DuckDBInstance.create(':memory:', { memory_limit: '1GB' });
  const connection = await database.connect();
  const folder = mkdtempSync(join(tmpdir(), 'streambatch-sample-'));
  try {
    await connection.run(
      `CREATE VIEW log AS SELECT * FROM read_csv(${quoted(path)}, header = true, all_varchar = true, ignore_errors = true, quote = '"', escape = '"', delim = ',')`,
    );
    const blocks = await blocksOf(connection);
    const chosen = choose(shuffled(blocks, seededRandom(seed)), mostRows);
    const part = join(folder, 'part.csv');
    const keys = chosen.map(({ run_id, block }) => `(${quoted(run_id)}, ${quoted(block)})`).join(', ');
    await connection.run(
      `COPY (SELECT log.* FROM log JOIN (VALUES ${keys}) AS kept(r, b) ON log.run_id = r AND log.block = b) TO ${quoted(part)} (HEADER, DELIMITER ',')`,
    );
    const allRows = blocks.reduce((sum, { rows }) => sum + rows, 0);
    return { ...(await readLog(part)), allRows, allBlocks: blocks.length, blocks: chosen.length };
  } finally {
    connection.closeSync();
    database.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function blocksOf(connection: DuckDBConnection): Promise<Block[]> {
  const result = await connection.runAndReadAll(
    'SELECT run_id, block, count(*)::INTEGER AS rows FROM log GROUP BY run_id, block ORDER BY run_id, block',
  );
  return result.getRowObjectsJS() as unknown as Block[];
}

/** Blocks until the next would go beyond the limit; one at least. */
function choose(blocks: readonly Block[], mostRows: number): Block[] {
  let rows = 0;
  const end = blocks.findIndex((block) => {
    rows += block.rows;
    return rows > mostRows;
  });
  return blocks.slice(0, end === -1 ? blocks.length : Math.max(1, end));
}
