import type { Command, Option } from 'commander';

/** What may stand on the command line after some words. */
export interface Grammar {
  /** The verbs so far, each after a slash: '' for none, '/run', '/model/synth'. */
  readonly path: string;
  readonly verbs: readonly Word[];
  readonly options: readonly OptionWord[];
  /** What an argument may be; empty: anything, such as a file. */
  readonly values: readonly string[];
}

/** A word, and what it is for in a few words. */
export interface Word {
  readonly name: string;
  readonly says: string;
}

export interface OptionWord extends Word {
  /** Null: a switch. Empty: any value, such as a file. */
  readonly values: readonly string[] | null;
}

/** The grammar of a program, as it declares itself: one entry for each of its verbs, the program first. */
export function grammarOf(command: Command, path = ''): Grammar[] {
  const here: Grammar = {
    path,
    verbs: command.commands.map((verb) => ({ name: verb.name(), says: briefly(verb.description()) })),
    options: [...optionsOf(command), { name: '--help', says: 'display help', values: null }],
    values: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  return [here, ...command.commands.flatMap((verb) => grammarOf(verb, `${path}/${verb.name()}`))];
}

/** The verbs of a grammar as a pattern of a shell's `case`. */
export const verbPattern = (grammars: readonly Grammar[]): string =>
  grammars
    .slice(1)
    .map(({ path }) => path)
    .join(' | ');

/** Options of a verb, and those of the program, which may stand after it, too. */
function optionsOf(command: Command): OptionWord[] {
  const inherited = command.parent
    ? optionsOf(command.parent).filter(({ name }) => name === '--verbose')
    : [];
  return [...command.options.filter(({ hidden }) => !hidden).map(optionWord), ...inherited];
}

const optionWord = ({ long, description, required, optional, argChoices }: Option): OptionWord => ({
  name: long!,
  says: briefly(description),
  values: required || optional ? (argChoices ?? []) : null,
});

/** The first part of a description: a menu has one line. */
const briefly = (text: string): string => text.split(/[:;(]/)[0]!.trim();
