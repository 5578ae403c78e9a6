import type { Grammar, OptionWord } from './grammar.js';

/** The script for fish. */
export const fishScript = (name: string, grammars: readonly Grammar[]): string =>
  `# fish completion of ${name}\n${grammars.flatMap((grammar) => linesOf(name, grammar)).join('\n')}\n`;

function linesOf(name: string, { path, verbs, options, values }: Grammar): string[] {
  const line = `complete -c ${name} -n ${quoted(
    condition(
      path,
      verbs.map(({ name: verb }) => verb),
    ),
  )}`;
  return [
    ...verbs.map(({ name: verb, says }) => `${line} -f -a ${verb} -d ${quoted(says)}`),
    ...(values.length > 0 ? [`${line} -f -a ${quoted(values.join(' '))}`] : []),
    ...options.map(
      (option) => `${line} -l ${option.name.slice(2)}${taking(option)} -d ${quoted(option.says)}`,
    ),
  ];
}

/** Where the verbs so far are given and none of the next. */
function condition(path: string, next: readonly string[]): string {
  const verb = path.split('/').at(-1);
  const here = verb ? `__fish_seen_subcommand_from ${verb}` : '';
  const notYet = next.length > 0 ? `not __fish_seen_subcommand_from ${next.join(' ')}` : '';
  return [here, notYet].filter(Boolean).join('; and ');
}

function taking({ values }: OptionWord): string {
  if (values === null) return '';
  return values.length > 0 ? ` -x -a ${quoted(values.join(' '))}` : ' -r';
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
