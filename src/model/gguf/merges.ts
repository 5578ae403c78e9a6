/**
 * The merges of a SentencePiece vocabulary, which has scores in their place: every way to make a token of two others, the
 * highest score first, as llama.cpp and SentencePiece take them. A token that two ways lead to is made of the longer
 * beginning: in a run of equal letters, where alone it matters, that is the leftmost.
 */
export function mergesByScore(tokens: readonly string[], scores: readonly number[]): [string, string][] {
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const merges: { pair: [string, string]; id: number }[] = [];
  for (const [token, id] of ids) {
    const characters = Array.from(token);
    for (let at = token.length, last = characters.length - 1; last > 0; last--) {
      at -= characters[last]!.length;
      const pair: [string, string] = [token.slice(0, at), token.slice(at)];
      if (ids.has(pair[0]) && ids.has(pair[1])) merges.push({ pair, id });
    }
  }
  // Sorting is stable: of one token the longer beginning stays first
  return merges.sort((a, b) => scores[b.id]! - scores[a.id]! || a.id - b.id).map(({ pair }) => pair);
}
