import { log } from '../logging.js';
import { readLog } from '../results/read.js';
import type { LogRow } from '../results/schema.js';

/** More of the same is counted, not printed. */
const MOST_PROBLEMS = 5;

/** The rows of a log; what was left out of it is warned of. @throws what `readLog` throws */
export async function readRows(path: string): Promise<LogRow[]> {
  const { rows, problems } = await readLog(path);
  for (const { line, message } of problems.slice(0, MOST_PROBLEMS))
    log.warn(`${path}${line === null ? '' : `, line ${line}`}: ${message}`);
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0) log.warn(`${path}: ${more} more problems`);
  return rows;
}
