import { readFileSync } from 'node:fs';
import type { BenchmarkConfig } from '../benchmark/config.js';
import { asError, InputError } from '../errors.js';
import { optionName } from '../option-name.js';
import { type ModelFlags, splitModelFlags } from './model-options.js';

/** The options of `run`, as commander gives them. */
export interface RunFlags extends ModelFlags {
  ways?: string[];
  /** What `ways` was called before. */
  modes?: string[];
  batchSizes?: number[];
  prompts?: string;
  promptLimit?: number;
  maxNewTokens?: number;
  length?: string;
  prefixCache?: string[];
  repeats?: number;
  seed?: number;
  profile: keyof typeof PROFILES;
  out: string;
  json?: boolean;
  config?: string;
  precision?: number;
  until?: 'decided' | 'all';
  maxMinutes?: number;
  resume?: string | true;
}

/** How much is measured; single options override it. */
export const PROFILES = {
  quick: { promptLimit: 16, maxNewTokens: 24, batchSizes: [8] },
  default: {},
  full: { repeats: 9, maxNewTokens: 64, batchSizes: [1, 2, 4, 8, 16] },
} as const;

/** What is to be decided, by what `--until` says. */
const DECIDED: Readonly<Record<string, true | 'all'>> = { decided: true, all: 'all' };

type FlagName = keyof RunFlags;

/** @throws InputError when something is asked for that the run has already settled. */
export function refuseBesideResume(named: readonly FlagName[]): void {
  const other = named.find((name) => !['out', 'json', 'resume'].includes(name));
  if (!other) return;
  throw new InputError(`--resume repeats what the run was started with; leave out ${optionName(other)}`);
}

/** The configuration that the command line asks for: the file, or else the profile, and over it what is named. */
export async function configOf(flags: RunFlags, named: readonly FlagName[]): Promise<BenchmarkConfig> {
  const { parseConfig, withWays } = await import('../benchmark/config.js');
  const file = flags.config === undefined ? {} : withWays(await readConfigFile(flags.config));
  const told = withWays(flags.config === undefined ? flags : only(flags, named));
  const { backend, own } = splitModelFlags(told);
  const { profile, precision, until, maxMinutes, out, json, config: path, resume, ...experiment } = own;
  const config = {
    ...file,
    ...(profile && PROFILES[profile]),
    ...experiment,
    backend: over(file.backend, backend),
    until: over(file.until, { precision, maxMinutes, decided: DECIDED[until ?? ''] }),
  };
  if (!saysHowLong(config)) config.until = over(config.until, { decided: true });
  const set = named.map((name) => (name === 'modes' ? 'ways' : name));
  return parseConfig(config, (path) => nameOf(path, set, flags.config));
}

/** Who names no number of blocks, no precision and no goal wants the answer: as soon as it is there, and no later. */
const saysHowLong = ({ repeats, until }: { repeats?: unknown; until?: unknown }): boolean =>
  repeats !== undefined ||
  (isSection(until) ? until.precision !== undefined || until.decided !== undefined : until !== undefined);

/** A field as it was given: the option that set it, else its place in the file. */
function nameOf(path: readonly string[], named: readonly FlagName[], file: string | undefined): string {
  const key = path.findLast((part) => !/^\d+$/.test(part)) ?? '';
  const isWhole = path.length === 1 && key === 'backend';
  const isOption = file === undefined || (!isWhole && named.some((name) => name === key));
  return isOption ? optionName(key) : [path.join('.'), file].filter(Boolean).join(' in ');
}

const only = (flags: RunFlags, names: readonly FlagName[]): Partial<RunFlags> =>
  Object.fromEntries(names.map((name) => [name, flags[name]]));

/** A section of the file with more options over it, section by section. What is no section stays, for the schema to refuse. */
function over(section: unknown, options: object): unknown {
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  if (set.length === 0 || (section !== undefined && !isSection(section))) return section;
  const merged = set.map(([name, value]) => [name, isSection(value) ? over(section?.[name], value) : value]);
  return { ...section, ...Object.fromEntries(merged) };
}

const isSection = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** YAML, of which JSON is a part. */
async function readConfigFile(path: string): Promise<Record<string, unknown>> {
  const { parseDocument } = await import('yaml');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new InputError(`${path} cannot be read: ${asError(cause).message}`, { cause });
  }
  const document = parseDocument(text, { prettyErrors: true, logLevel: 'error' });
  const problems = document.errors.map(({ message }) => message.split('\n')[0]!.replace(/:$/, ''));
  if (problems.length > 0) throw new InputError(`${path} is no YAML or JSON: ${problems.join('; ')}`);
  const value = toValue(document, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(`${path} holds no options; write "repeats: 5" and the like, one a line`);
  }
  return value as Record<string, unknown>;
}

/** @throws InputError for an alias of what is not there, which the parser only sees here */
function toValue(document: { toJS(): unknown }, path: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new InputError(`${path} is no YAML or JSON: ${asError(cause).message}`, { cause });
  }
}
