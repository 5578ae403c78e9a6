import type { LogRow } from '../../results/schema.js';
import { PREFIX_CACHES, type PrefixCache } from '../../ways.js';

const cacheOf = ({ prefix_cache }: LogRow): PrefixCache => prefix_cache ?? 'as-is';

/** The states of a server's cache of prompts that rows were measured under, that under which ways are compared first. */
function cachesOf(rows: readonly LogRow[]): PrefixCache[] {
  const states = new Set(rows.map(cacheOf));
  return PREFIX_CACHES.filter((cache) => states.has(cache));
}

/** The rows under which ways are compared. */
export function underFirstCache(rows: readonly LogRow[]): LogRow[] {
  const [first] = cachesOf(rows);
  return rows.filter((row) => cacheOf(row) === first);
}

/** For a title: nothing where the cache was as it is. */
export function cachesText(rows: readonly LogRow[]): string {
  const [first, ...others] = cachesOf(rows);
  const beside = others.length > 0 ? `, ${others.join(' and ')} ones beside them` : '';
  if (first === 'as-is') return beside && `, prompts as they are${beside}`;
  return first ? `, ${first} prompts${beside}` : '';
}
