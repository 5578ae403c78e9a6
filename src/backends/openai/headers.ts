import { InputError } from '../../errors.js';
import type { OpenAiSettings } from '../spec.js';

const HEADER = /^([\w-]+):\s*(.+)$/;

/** A value is the configuration's, and gets into logs and manifests. */
const SECRETS = /auth|key|token|secret|cookie/i;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The headers of every request: the key, and those that were asked for, with `$NAME` filled in from the environment.
 * @throws InputError for what is no header, a secret that is written out, and a variable that is not set
 */
export function headersOf(
  { apiKeyEnv, header = [] }: Pick<OpenAiSettings, 'apiKeyEnv' | 'header'>,
  environment: Environment,
): Record<string, string> {
  const key: Record<string, string> =
    apiKeyEnv === undefined
      ? {}
      : { authorization: `Bearer ${variable(`--api-key-env ${apiKeyEnv}`, apiKeyEnv, environment)}` };
  return { ...key, ...Object.fromEntries(header.map((line) => headerOf(line, environment))) };
}

function headerOf(line: string, environment: Environment): [string, string] {
  const [, name, value] = HEADER.exec(line.trim()) ?? [];
  if (name === undefined || value === undefined)
    throw new InputError(`--header takes 'Name: value', not ${line.length} characters without a colon`);
  const named = /^\$(\w+)$/.exec(value)?.[1];
  if (named !== undefined) return [name.toLowerCase(), variable(`--header ${name}`, named, environment)];
  if (SECRETS.test(name))
    throw new InputError(
      `--header ${name}: what is written out gets into logs; write '${name}: $NAME', and set the environment variable NAME`,
    );
  return [name.toLowerCase(), value];
}

function variable(option: string, name: string, environment: Environment): string {
  const value = environment[name];
  if (!value) throw new InputError(`${option}: the environment variable ${name} is not set`);
  return value;
}
