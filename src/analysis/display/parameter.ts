import { showText } from './text.js';

/**
 * A number that the environment sets for a notebook. Where it is none, the cell says so and the default holds.
 * @param name such as `STREAMBATCH_HOLDOUT`
 * @param otherwise what holds where the variable is not set
 */
export function numberParameter<T extends number | null>(name: string, otherwise: T): number | T {
  const text = process.env[name]?.trim();
  if (!text) return otherwise;
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  showText(`${name} is "${text}", which is no number from 0 up: ${otherwise ?? 'the default'} is used.`);
  return otherwise;
}
