/** How help shows the value of an option that is not given, where commander is not told it: only the schema fills it in. */
export const usually = (value: unknown): string =>
  ` (default: ${Array.isArray(value) ? value.join(',') : JSON.stringify(value)})`;
