import { type Command, Option } from 'commander';
import { z } from 'zod';
import { type SpecOption, withoutDefault } from '../backends/option-forms.js';
import { type BackendOptions, SPEC_OPTIONS } from '../backends/spec.js';
import { InputError } from '../errors.js';
import { explained } from '../explain-issue.js';
import { optionName } from '../option-name.js';
import { usually } from './usually.js';

type Section<Name extends 'engine' | 'openai'> = NonNullable<BackendOptions[Name]>;

/** Which model, and what runs it: the options of `addModelOptions`, as commander gives them. */
export type ModelFlags = Partial<
  Omit<BackendOptions, 'scheduler' | 'mock' | 'engine' | 'openai'> & Section<'engine'> & Section<'openai'>
>;

/** Gives a verb every option that the schemas of a backend declare. */
export function addModelOptions(command: Command): Command {
  for (const option of SPEC_OPTIONS) command.addOption(commanderOption(option));
  return command;
}

function commanderOption({ key, argument, says, schema }: SpecOption): Option {
  const flags = [optionName(key), ...(argument ? [argument] : [])].join(' ');
  const option = new Option(flags, `${says}${usual(schema)}`);
  if (!argument) return option;
  option.argChoices = choicesOf(schema);
  return withoutDefault(schema) instanceof z.ZodArray
    ? option.argParser((text, before: unknown[] | undefined) => [...(before ?? []), text])
    : option.argParser((text) => parsed(key, schema, text));
}

function choicesOf(schema: z.core.$ZodType): string[] | undefined {
  const inner = withoutDefault(schema);
  return inner instanceof z.ZodEnum ? inner.options.map(String) : undefined;
}

/** The schema's default, for help alone: commander is not told, so that what was not given is not there. */
function usual(schema: z.core.$ZodType): string {
  const value = schema instanceof z.ZodDefault ? schema.def.defaultValue : false;
  return value === false ? '' : usually(value);
}

/** The value as it was meant; the schema's own transformations come with the whole spec. @throws InputError naming the option */
function parsed(key: string, schema: z.core.$ZodType, text: string): unknown {
  const isNumber = withoutDefault(schema) instanceof z.ZodNumber && /^[-+]?[\d.]+$/.test(text);
  const value = isNumber ? Number(text) : text;
  const { error } = z.safeParse(schema, value);
  if (error) throw new InputError(explained(error.issues[0]!, value, () => optionName(key)));
  return value;
}

/** What these options say of the backend (a `BackendOptions` once it is checked), and a verb's own options. */
export function splitModelFlags<Flags extends ModelFlags>(flags: Flags) {
  const backend: Record<string, unknown> = {};
  const own: Record<string, unknown> = { ...flags };
  for (const { key, section } of SPEC_OPTIONS) {
    const value = own[key];
    delete own[key];
    if (value === undefined) continue;
    if (section === null) backend[key] = value;
    else backend[section] = { ...(backend[section] as object), [key]: value };
  }
  return { backend, own: own as Omit<Flags, keyof ModelFlags> };
}
