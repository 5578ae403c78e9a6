import { counted } from '../analysis/format.js';
import { type AbComparison, verdicts } from './judge.js';
import { notesOn } from './notes.js';
import type { AbEnd, Sides } from './run-ab.js';
import { pairRows, seriesOf } from './series.js';
import type { Side } from './side.js';

/** What a side is, and where its rows are. */
interface SideReport {
  readonly where: string;
  readonly model: string;
  readonly run_id: string;
  readonly log: string;
  readonly rows: number;
}

/** B against A: what `ab --json` prints. */
export interface AbReport {
  readonly threshold: number;
  /** Blocks that both sides have. */
  readonly blocks: number;
  readonly sides: { readonly a: SideReport; readonly b: SideReport };
  readonly comparisons: readonly AbComparison[];
  /** What the reader must know: in what else the sides differ, what failed, what is flagged. */
  readonly notes: readonly string[];
}

/** What both sides say together, when the measuring has ended. */
export function reportAb(sides: Sides, end: AbEnd, threshold: number): AbReport {
  const series = seriesOf(pairRows(sides.a.rows, sides.b.rows), end.blocks);
  return {
    threshold,
    blocks: end.blocks,
    sides: { a: sideReport(sides.a), b: sideReport(sides.b) },
    comparisons: verdicts(series, { threshold, blocksLeft: end.blocksLeft }),
    notes: [...early(end), ...notesOn(sides)],
  };
}

const sideReport = ({ named, config, runId, log, rows }: Side): SideReport => ({
  where: named.where,
  model: config.backend.model,
  run_id: runId,
  log,
  rows: rows.length,
});

const early = ({ error, blocks }: AbEnd): string[] =>
  error ? [`ended early, after ${counted(blocks, 'block')}: ${error.message}`] : [];

/** As `compare` has it. 1: B is worse in something; 3: something cannot be told; 0: neither. */
export function exitCodeOf({ comparisons }: AbReport): 0 | 1 | 3 {
  if (comparisons.some(({ verdict }) => verdict === 'worse')) return 1;
  return comparisons.some(({ verdict }) => verdict === 'cannot tell') ? 3 : 0;
}
