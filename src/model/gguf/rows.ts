/**
 * Rows of queries or keys [heads · dim, …] in the order of Hugging Face's rotation, which turns (i, i + dim / 2), from that of
 * llama.cpp's, which turns neighbours (2i, 2i + 1): the order in which files of the architecture "llama" are written.
 */
export function splitPairs(bytes: Uint8Array, heads: number, rows: number): Uint8Array {
  const dim = rows / heads;
  const rowBytes = bytes.length / rows;
  const result = new Uint8Array(bytes.length);
  for (let row = 0; row < rows; row++) {
    const [head, within] = [Math.floor(row / dim), row % dim];
    const half = within < dim / 2 ? 0 : 1;
    const from = head * dim + 2 * (within - (half * dim) / 2) + half;
    result.set(bytes.subarray(from * rowBytes, (from + 1) * rowBytes), row * rowBytes);
  }
  return result;
}
