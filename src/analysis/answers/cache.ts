import { rescale } from '../../metrics/statistics/interval.js';
import { type PrefixCache, wayPhrase } from '../../ways.js';
import { percent } from '../format.js';
import { negative } from '../ways/interval.js';
import { decided, type Matrix } from '../ways/matrix.js';
import type { Comparison } from '../ways/ratios.js';
import type { Answer, Finding } from './finding.js';
import { asShare } from './share.js';

/** What the state of the cache does to a metric: what less and what more of it are called. */
interface CacheWords {
  readonly less: (share: string) => string;
  readonly more: (share: string) => string;
}

const timeTo = (what: string): CacheWords => ({
  less: (share) => `saves ${share} of the time to ${what}`,
  more: (share) => `adds ${share} to the time to ${what}`,
});

const THROUGHPUT: CacheWords = {
  less: (share) => `takes ${share} of the throughput`,
  more: (share) => `gives ${share} more throughput`,
};

/** What does it change that a server knows the prompts? No answer where all was measured under one state of its cache. */
export function cacheEffect(measured: Matrix): Answer[] {
  const findings = measured.recached.flatMap(({ way }) => {
    const base = measured.cells.find((cell) => decided(measured, way, cell.way, 'firstSeenMs'))?.way;
    if (!base) return [];
    const seen = timeTo(way.mode === 'stream' ? 'the first token' : 'the answer');
    return [
      told(decided(measured, way, base, 'firstSeenMs'), seen),
      told(decided(measured, way, base, 'throughputTps'), THROUGHPUT),
    ].filter((finding) => finding !== null);
  });
  return findings.length === 0
    ? []
    : [{ question: 'What does it change that a server knows the prompts?', findings }];
}

const NAMES: Readonly<Record<PrefixCache, string>> = {
  'as-is': 'the cache as it is',
  cold: 'a cold cache',
  warm: 'a warm cache',
};

/** Shares are of what the base has. */
function told(comparison: Comparison | null, { less, more }: CacheWords): Finding | null {
  if (!comparison) return null;
  const { way, base, ratio } = comparison;
  const change = rescale(ratio, (times) => times - 1);
  const does = change.estimate < 0 ? less(percent(negative(change))) : more(percent(change));
  const [own, other] = [way, base].map(({ prefixCache }) => NAMES[prefixCache ?? 'as-is']) as [
    string,
    string,
  ];
  return asShare(comparison, `with ${wayPhrase(way)}, ${own}`, `${does} beside ${other}`);
}
