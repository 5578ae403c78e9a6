import { isBounded } from '../../metrics/statistics/interval.js';
import type { Comparison } from '../ways/ratios.js';
import { settling } from './difference.js';
import { type Finding, found, unknown } from './finding.js';

/**
 * A comparison told as a share of its base, with as much certainty as was decided: "… streaming costs 8 % of the
 * throughput", "… probably costs …".
 * @param subject "with 8 requests at once, streaming" @param does "costs 8 % (7–9) of the throughput"
 */
export function asShare(comparison: Comparison, subject: string, does: string): Finding {
  const { decision, side, sure, ratio } = comparison;
  if (decision === 'same') return found(`${subject} ${does}: the same within 5 %.`);
  if (decision !== 'cannot tell') return found(`${subject} ${does}.`);
  const end = `; ${settling(comparison)}.`;
  if (!isBounded(ratio)) return unknown(`too few repeats to tell: ${subject} ${does} after ${ratio.n}${end}`);
  if (side === null) return unknown(`cannot tell: ${subject} ${does}${end}`);
  return sure
    ? found(`${subject} ${does}, but whether by more than 5 % cannot be told${end}`)
    : unknown(`${subject} probably ${does}${end}`);
}
