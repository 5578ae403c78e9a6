import { type Grammar, verbPattern } from './grammar.js';

/** The script for bash 3.2 and later, without the package bash-completion. Where no word fits, bash offers files. */
export const bashScript = (
  name: string,
  grammars: readonly Grammar[],
): string => `# bash completion of ${name}
_${name}() {
  local word at= i current=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$at/$word" in
      ${verbPattern(grammars)}) at="$at/$word" ;;
    esac
  done
  case "$at \${COMP_WORDS[COMP_CWORD - 1]}" in
${grammars.flatMap(valueCases).join('\n')}
  esac
  case "$at" in
${grammars.map(wordCase).join('\n')}
  esac
}
complete -o default -F _${name} ${name}
`;

const offer = (words: readonly string[]): string =>
  `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current"))`;

/** After an option that takes a value: its choices, or else files. */
const valueCases = ({ path, options }: Grammar): string[] =>
  options.flatMap(({ name, values }) =>
    values === null
      ? []
      : [`    '${path} ${name}') ${values.length > 0 ? `${offer(values)}; ` : ''}return ;;`],
  );

/** Everywhere else: verbs and choices; options only once a dash is there, where files are as likely. */
function wordCase({ path, verbs, options, values }: Grammar): string {
  const words = [...verbs.map(({ name }) => name), ...values];
  const plain = words.length > 0 ? offer(words) : ':';
  const dashed = offer(options.map(({ name }) => name));
  return `    '${path}') if [[ $current == -* ]]; then ${dashed}; else ${plain}; fi ;;`;
}
