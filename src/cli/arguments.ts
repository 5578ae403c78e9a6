import { InvalidArgumentError } from 'commander';

/** Parsers of option values; what they throw becomes a usage error that names the option. */
export function integer(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is no whole number.`);
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError(`${text} is too large.`);
  return value;
}

export function port(text: string): number {
  const value = integer(text);
  if (value < 0 || value > 65_535) throw new InvalidArgumentError(`${value} is no port: 0 to 65535.`);
  return value;
}

export function positiveInteger(text: string): number {
  const value = integer(text);
  if (value < 1) throw new InvalidArgumentError(`${value} must be at least 1.`);
  return value;
}

export const list = (text: string): string[] => text.split(',').map((item) => item.trim());

export const integers = (text: string): number[] => list(text).map(positiveInteger);

/** "3%" or "0.03": 0.03. */
export function percentage(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  const value = match ? Number(match[1]) / (match[2] ? 100 : 1) : Number.NaN;
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError(`"${text}" is no share such as 3% or 0.03.`);
  return value;
}
