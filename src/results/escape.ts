/**
 * A row of the log is one line, so that a torn tail can be told from the end of the file alone. Characters that
 * would break the line, hide in it, or not survive UTF-8 are written as visible escapes: `\n`, `\r`, `\t`, `\\`,
 * and `\uXXXX` for other control characters and lone surrogates. `\&` (as in Haskell) is the empty text where
 * an empty cell means null.
 */
const EMPTY = '\\&';
const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const LONG: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r', t: '\t', '&': '' };

const UNSAFE = /[\\\p{Cc}\p{Cs}]/gu;
const ESCAPE = /\\(?:([\\nrt&])|u([0-9a-f]{4}))/g;

const escapeOne = (char: string): string =>
  SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

export function escapeText(text: string, nullable: boolean): string {
  return text === '' && nullable ? EMPTY : text.replace(UNSAFE, escapeOne);
}

/** Inverse of `escapeText`. A backslash that starts no escape (an edited file) stays as it is. */
export function unescapeText(cell: string): string {
  if (!cell.includes('\\')) return cell;
  return cell.replace(ESCAPE, (_, short?: string, hex?: string) =>
    short === undefined ? String.fromCharCode(Number.parseInt(hex!, 16)) : LONG[short]!,
  );
}
