import * as assert from 'uvu/assert';

const SIX_DIGITS = 6;

/** Numbers as far as a page shows them. */
const rounded = (_: string, value: unknown) =>
  typeof value === 'number' ? Number(value.toPrecision(SIX_DIGITS)) : value;

/** Fails unless both are the same as JSON has them, to six digits. */
export function same(actual: unknown, expected: unknown): void {
  assert.equal(JSON.parse(JSON.stringify(actual, rounded)), JSON.parse(JSON.stringify(expected, rounded)));
}
