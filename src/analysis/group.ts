/** Items by key, keys in order of first appearance (Map.groupBy, which Node 20 lacks). */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The values that were measured. */
export function present(values: Iterable<number | null>): number[] {
  return [...values].filter((value): value is number => value !== null);
}

/** Mean of what was measured; null when nothing was. */
export function mean(values: Iterable<number | null>): number | null {
  const measured = present(values);
  return measured.length === 0 ? null : measured.reduce((sum, value) => sum + value, 0) / measured.length;
}
