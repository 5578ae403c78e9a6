import type { RequestOptions } from './request.js';
import { getText } from './text.js';

/** A server that has not answered by now is too busy to be asked. */
const PATIENCE_MS = 2000;

/** What a server says at `/metrics`; null where it has no such page or does not answer soon: it owes it to nobody. */
export async function readMetricsPage(
  url: string,
  headers: RequestOptions['headers'],
): Promise<string | null> {
  try {
    return await getText(`${url}/metrics`, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    return null; // what it would have said stays empty
  }
}
