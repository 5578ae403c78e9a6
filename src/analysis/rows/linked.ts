import { groupBy } from '../../group-by.js';

/**
 * Items of a way of serving in a block, parted so that within a part every two ways are linked: they share a block, or
 * each shares one with a third, and so on. Ways of different parts cannot be compared: what differs may be the day.
 */
export function linked<T>(
  items: readonly T[],
  wayOf: (item: T) => string,
  blockOf: (item: T) => string,
): T[][] {
  let parts: { ways: Set<string>; items: T[] }[] = [];
  for (const block of groupBy(items, blockOf).values()) {
    const ways = new Set(block.map(wayOf));
    const touched = parts.filter((part) => [...ways].some((way) => part.ways.has(way)));
    const joined = {
      ways: new Set([...touched.flatMap((part) => [...part.ways]), ...ways]),
      items: touched.length === 1 ? touched[0]!.items : touched.flatMap((part) => part.items),
    };
    for (const item of block) joined.items.push(item);
    parts = [...parts.filter((part) => !touched.includes(part)), joined];
  }
  return parts.map((part) => part.items);
}
