import Table from 'cli-table3';
import type { Interval } from '../../../src/metrics/statistics/index.js';
import type { ModelConfig } from '../../../src/model/config.js';
import type { ModelDtype } from '../../../src/model/runner.js';
import { bytesPerStep, float32CacheBytes } from './bandwidth.js';
import { intervalText, lowest, meanOf, type Pick, ratioOf, verdictOn } from './comparison.js';
import type { EngineTurn } from './engine-speed.js';
import type { Side } from './participants.js';
import { cellName, toCell } from './serving-cell.js';

/** What the engine is to reach, all of it "at least". */
interface Claim {
  readonly what: string;
  readonly target: number;
  readonly reached: Interval | null;
  /** Who was compared. */
  readonly between: string;
}

export const stepOf: Pick<EngineTurn> = ({ stepMs }) => stepMs;
export const ttftOf: Pick<EngineTurn> = ({ ttftMs }) => ttftMs;
const memoryOf: Pick<EngineTurn> = ({ peakMemoryMb }) => peakMemoryMb ?? Number.NaN;

/** Contexts grow from the prompt's length to the end: the middle stands for the cell. */
const meanContext = (cell: string): number => toCell(cell).promptTokens + toCell(cell).newTokens / 2;

export const SHORT = ['1x32x48', '8x32x48', '16x32x48'] as const;
/** Mean context 1,024. */
const LONG = '1x1000x48';
/** Mean context 128. */
export const RETENTION_BASE = '1x104x48';
/** Mean context 1,024 too: the last of sixteen prompts is in when the first sequence has made 128 tokens. */
export const FULL_CACHE = '16x950x150';
export const COMPARED = [...SHORT, LONG, '8x1000x80'] as const;

const STEP_TARGETS: Readonly<Record<(typeof COMPARED)[number], number>> = {
  '1x32x48': 1.5,
  '8x32x48': 2.5,
  '16x32x48': 3,
  '1x1000x48': 3.5,
  '8x1000x80': 6,
};

/** A table of the targets, as far as their cells were measured. */
export function claimsReport(turns: readonly EngineTurn[], config: ModelConfig): string {
  const head = ['our engine', 'at least', 'reached (95 % interval)', '', 'between'];
  const table = new Table({ head });
  const all = claims(turns, config);
  const measured = all.filter((claim) => claim.reached !== null);
  for (const { what, target, reached, between } of measured)
    table.push([what, `${target}`, intervalText(reached!), verdictOn(reached!, target), between]);
  return `${table}\n${measured.length} of ${all.length} targets measured`;
}

function claims(turns: readonly EngineTurn[], config: ModelConfig): Claim[] {
  const against = (what: string, target: number, cell: string, pick: Pick<EngineTurn>): Claim => ({
    what: `${what}, ${cell}: transformers.js ÷ ours`,
    target,
    ...peerOverOurs(turns, 'transformers.js', cell, pick),
  });
  return [
    ...COMPARED.map((cell) => against('decode step', STEP_TARGETS[cell], cell, stepOf)),
    against('time to first token', 1, LONG, ttftOf),
    ...COMPARED.map((cell) => against('peak memory', 1, cell, memoryOf)),
    ofOurs(turns, SHORT[0], 'share of the read bandwidth used', 0.7, (turn) => bandwidthShare(config, turn)),
    retention(turns),
    ofOurs(turns, FULL_CACHE, 'share of the read bandwidth, a float32 cache alone', 0.7, (turn) =>
      shareOf(float32CacheBytes(config, toCell(turn.cell).batch * meanContext(turn.cell)), turn),
    ),
  ];
}

/** Whose bytes are known: llama.cpp's blocks and its float16 cache, and those of a GGUF file, have other sizes than ours. */
export const isCounted = (turn: EngineTurn): turn is CountedTurn =>
  turn.side !== 'node-llama-cpp' && turn.dtype !== 'gguf';
type CountedTurn = EngineTurn & { readonly dtype: ModelDtype };

/** Memory-bandwidth utilisation: of what could be read in the time of a step, how much it cannot help reading. */
export function bandwidthShare(config: ModelConfig, turn: CountedTurn): number {
  const contexts = Array.from({ length: toCell(turn.cell).batch }, () => meanContext(turn.cell));
  return shareOf(bytesPerStep(config, turn.dtype, contexts), turn);
}

const shareOf = (bytes: number, { stepMs, readBandwidth }: EngineTurn): number =>
  (1000 * bytes) / readBandwidth / stepMs;

/** Each side at its fastest; memory of those that are fastest, too. */
export function peerOverOurs(
  turns: readonly EngineTurn[],
  peer: Side,
  cell: string,
  pick: Pick<EngineTurn>,
): { reached: Interval | null; between: string } {
  const speed = pick === memoryOf ? stepOf : pick;
  const here = turns.filter((turn) => turn.cell === cellName(toCell(cell)));
  const [theirs, own] = [peer, 'ours'].map((side) => here.filter((turn) => turn.side === side));
  if (theirs!.length === 0 || own!.length === 0) return { reached: null, between: '' };
  const [a, b] = [lowest(theirs!, speed), lowest(own!, speed)];
  return {
    reached: ratioOf(a, b, pick),
    between: `${a[0]!.participant} ÷ ${b[0]!.participant}`,
  };
}

function ofOurs(
  turns: readonly EngineTurn[],
  cell: string,
  what: string,
  target: number,
  share: Pick<CountedTurn>,
): Claim {
  const own = turns.filter(isCounted).filter((turn) => turn.side === 'ours' && turn.cell === cell);
  const fastest = lowest(own, stepOf);
  return {
    what: `${what}, ${cell}`,
    target,
    reached: fastest.length > 0 ? meanOf(fastest, share) : null,
    between: fastest[0]?.participant ?? '',
  };
}

function retention(turns: readonly EngineTurn[]): Claim {
  const own = (cell: string) => turns.filter((turn) => turn.side === 'ours' && turn.cell === cell);
  const long = lowest(own(LONG), stepOf);
  const base = own(RETENTION_BASE).filter(({ participant }) => participant === long[0]?.participant);
  return {
    what: `speed kept at a context of 1,024: ${RETENTION_BASE} ÷ ${LONG}`,
    target: 0.7,
    reached: ratioOf(base, long, stepOf),
    between: long[0]?.participant ?? '',
  };
}
