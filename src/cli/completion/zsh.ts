import { type Grammar, verbPattern, type Word } from './grammar.js';

/** The script for zsh: read by \`source\`, or as a file \`_name\` of the folders in $fpath. */
export const zshScript = (name: string, grammars: readonly Grammar[]): string => `#compdef ${name}
_${name}() {
  local word at=
  local -a words_there
  for word in \${words[2,CURRENT-1]}; do
    case "$at/$word" in
      ${verbPattern(grammars)}) at="$at/$word" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${grammars.flatMap(valueCases).join('\n')}
  esac
  case "$at" in
${grammars.map(wordCase).join('\n')}
  esac
  _files
}
if [ "$funcstack[1]" = "_${name}" ]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;

const valueCases = ({ path, options }: Grammar): string[] =>
  options.flatMap(({ name, values }) => {
    if (values === null) return [];
    return [
      `    '${path} ${name}') ${values.length > 0 ? `compadd -- ${values.join(' ')}` : '_files'}; return ;;`,
    ];
  });

function wordCase({ path, verbs, options, values }: Grammar): string {
  const plain = [...verbs, ...values.map((name) => ({ name, says: '' }))];
  const words = plain.length > 0 ? [list(plain), `_describe 'command' words_there && return`] : [];
  return `    '${path}')
      if [[ $PREFIX == -* ]]; then ${list(options)}; _describe -o 'option' words_there; return; fi
      ${words.join('; ') || ':'} ;;`;
}

const list = (words: readonly Word[]): string =>
  `words_there=(${words.map(({ name, says }) => quoted(says ? `${name}:${says}` : name)).join(' ')})`;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
