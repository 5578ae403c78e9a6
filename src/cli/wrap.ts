/** Lines of at most so many columns; words stay whole, and one that is longer stands alone. Later lines are indented. */
export function wrap(text: string, columns: number, indent = ''): string[] {
  const words = text.trimStart().split(' ');
  const lines = [text.slice(0, text.length - text.trimStart().length) + words[0]!];
  for (const word of words.slice(1)) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length > columns) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
