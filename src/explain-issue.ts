import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

export interface Explained {
  /** From the input's root to the field that breaks a rule; an unknown field is named itself. */
  readonly path: readonly string[];
  /** Completes "<field> …": its value and the rule. */
  readonly says: string;
}

/** The field and what is wrong with it. `nameOf` writes the path as the reader knows it. */
export function explained(issue: Issue, input: unknown, nameOf = dotted): string {
  const { path, says } = explainIssue(issue, input);
  return `${nameOf(path)} ${says}`;
}

const dotted = (path: readonly string[]): string => path.join('.') || 'it';

/** One problem that zod found, with the value that it found there: zod's own words name neither value nor field. */
export function explainIssue(issue: Issue, input: unknown): Explained {
  const { found, path } = innermost(issue, issue.path);
  if (found.code === 'unrecognized_keys') {
    return { path: [...path, found.keys[0]!].map(String), says: 'is not known here' };
  }
  const value = valueAt(input, path);
  const is = value === undefined ? 'is missing' : `is ${shown(value)}`;
  const says = found.code === 'custom' ? `${is}, which ${found.message}` : `${is}; it must ${ruleOf(found)}`;
  return { path: path.map(String), says };
}

const MOST_SHOWN = 60;

function shown(value: unknown): string {
  if (Array.isArray(value) && JSON.stringify(value).length > MOST_SHOWN) return `a list of ${value.length}`;
  const text = typeof value === 'number' ? `${value}` : (JSON.stringify(value) ?? String(value));
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
}

/** Of a union, the problem of the choice that was followed deepest; the union itself where none fits even at its top. */
function innermost(issue: Issue, path: Path): { found: Issue; path: Path } {
  if (issue.code !== 'invalid_union') return { found: issue, path };
  const inner = issue.errors.flatMap(([first]) =>
    first ? [innermost(first, [...path, ...first.path])] : [],
  );
  const deepest = inner.reduce((a, b) => (b.path.length > a.path.length ? b : a), { found: issue, path });
  return deepest.path.length > path.length ? deepest : { found: issue, path };
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object of named values',
};

/** `be text`, `be a list`: be text or a list. */
function choices(rules: readonly string[]): string {
  const kinds = rules.flatMap((rule) => rule.replace(/^be /, '').split(' or '));
  return `be ${[...new Set(kinds)].join(' or ')}`;
}

const count = (n: number | bigint, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** `amount` of what the value is measured in. */
const measured = (origin: string, verb: string, amount: number | bigint): string =>
  origin === 'string'
    ? `have ${verb} ${count(amount, 'character')}`
    : origin === 'array'
      ? `have ${verb} ${amount} in it`
      : `be ${verb} ${amount}`;

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.values.length > 1
        ? `be one of ${issue.values.join(', ')}`
        : `be ${JSON.stringify(issue.values[0])}`;
    case 'too_small':
      return measured(issue.origin, issue.inclusive ? 'at least' : 'above', issue.minimum);
    case 'too_big':
      return measured(issue.origin, issue.inclusive ? 'at most' : 'below', issue.maximum);
    case 'invalid_format':
      return issue.format === 'url' ? 'be a URL, like http://127.0.0.1:8000/v1' : `be a ${issue.format}`;
    case 'invalid_union':
      return choices(issue.errors.flatMap(([first]) => (first ? [ruleOf(first)] : [])));
    default:
      return `follow the rule "${issue.message}"`;
  }
}
