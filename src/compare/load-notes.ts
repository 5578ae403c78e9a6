import { percentage } from '../analysis/format.js';
import { sloText } from '../metrics/slo.js';
import { MAX_LATE_SHARE } from '../results/flags.js';
import { align, type LoadCell } from './load-cells.js';
import type { LoadOptions } from './measure-loads.js';

/** The two sides of a cell that both logs have. */
export type CellPair = readonly [base: LoadCell, next: LoadCell];

/** What a reader must know of the loads that are compared. */
export function loadNotes(pairs: readonly CellPair[], { metrics, slo }: LoadOptions): string[] {
  if (pairs.length === 0) return [];
  const unpaired = pairs.filter(([base, next]) => !align(base, next).paired).map(([{ label }]) => label);
  return [
    ...(metrics.includes('kept')
      ? [`kept: ${sloText(slo)} (--slo); in an open loop goodput is the rate times this share`]
      : []),
    ...(unpaired.length > 0
      ? [
          `not paired, as requests came at other times or in another order: ${unpaired.join('; ')}; --seed, prompts and rate of both alike tell more`,
        ]
      : []),
    ...pairs.flatMap(([base, next]) => [
      ...failures(base, next),
      ...late(base, 'base'),
      ...late(next, 'new log'),
    ]),
  ];
}

function failures({ label, loads }: LoadCell, next: LoadCell): string[] {
  const failed = (all: LoadCell['loads']) => all.flat().filter(({ status }) => status !== 'ok').length;
  const [old, fresh] = [failed(loads), failed(next.loads)];
  if (old + fresh === 0) return [];
  return [
    `${label}: ${old} requests failed in the base, ${fresh} in the new log; they kept no promise, and have no times`,
  ];
}

function late({ label, loads }: LoadCell, where: string): string[] {
  const rows = loads.flat();
  const share = rows.filter(({ flags }) => flags?.includes('client-late')).length / rows.length;
  return share > MAX_LATE_SHARE
    ? [
        `${label}: the client was late with ${percentage(share)} of the requests in the ${where}: its own delay is in the numbers`,
      ]
    : [];
}
