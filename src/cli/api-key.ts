import { InputError } from '../errors.js';

/** The key in an environment variable that an option names. @throws InputError when the variable is not set */
export function keyIn(option: string, variable: string | undefined): string | undefined {
  if (variable === undefined) return undefined;
  const key = process.env[variable];
  if (key) return key;
  throw new InputError(`${option} ${variable}: the environment variable ${variable} is not set`);
}
