import { showText } from './text.js';

/**
 * A number that the environment sets for a notebook. Where it is none, the cell says so and the default holds.
 * @param name such as `STREAMBATCH_PROMISE_MS`
 */
export function numberParameter(name: string, otherwise: number): number {
  const text = process.env[name]?.trim();
  if (!text) return otherwise;
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  showText(`${name} is "${text}", which is no number from 0 up: ${otherwise} is used.`);
  return otherwise;
}
