/** The values that were measured. */
export function present(values: Iterable<number | null>): number[] {
  return [...values].filter((value): value is number => value !== null);
}

/** Mean of what was measured; null when nothing was. */
export function mean(values: Iterable<number | null>): number | null {
  const measured = present(values);
  return measured.length === 0 ? null : measured.reduce((sum, value) => sum + value, 0) / measured.length;
}
