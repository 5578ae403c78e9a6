/** What V8 tells of one function: offsets into the script as it ran, the function itself first, then its blocks. */
export interface FunctionCoverage {
  readonly ranges: readonly {
    readonly startOffset: number;
    readonly endOffset: number;
    readonly count: number;
  }[];
}

/** For each character of a script 1 where it ran: the innermost range decides. */
export function ran(functions: readonly FunctionCoverage[], length: number): Uint8Array {
  const painted = new Uint8Array(length);
  const ranges = functions.flatMap((one) => one.ranges);
  ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset); // the outer one first
  for (const { startOffset, endOffset, count } of ranges)
    painted.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return painted;
}
