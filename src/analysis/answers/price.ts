import { percent } from '../format.js';
import { negative } from '../ways/interval.js';
import { decided, type Matrix } from '../ways/matrix.js';
import { type Price, type PricedMetric, pairs, prices } from '../ways/price.js';
import { FIRST_TOKEN, told } from './difference.js';
import type { Answer, Finding } from './finding.js';
import { asShare } from './share.js';

/** What a price is called, and what its contrary is. */
interface PriceWords {
  readonly costs: (share: string) => string;
  readonly saves: (share: string) => string;
}

const WORDS: Readonly<Record<PricedMetric, PriceWords>> = {
  throughputTps: {
    costs: (share) => `costs ${share} of the throughput`,
    saves: (share) => `gives ${share} more throughput`,
  },
  latencyMs: {
    costs: (share) => `adds ${share} to the time of an answer`,
    saves: (share) => `saves ${share} of the time of an answer`,
  },
};

/** What does streaming itself cost? No answer where nothing was served both ways. */
export function streamingPrice(measured: Matrix): Answer[] {
  const findings = [...prices(measured).map(toFinding), ...inReturn(measured)];
  return findings.length === 0 ? [] : [{ question: 'What does streaming itself cost?', findings }];
}

function toFinding(price: Price): Finding {
  const { atOnce, comparison } = price;
  const at = atOnce === 1 ? 'with one request at a time' : `with ${atOnce} requests at once`;
  return asShare(comparison, `${at}, streaming`, said(price));
}

/** In words that suit its sign: what is below no cost is a gain. */
function said({ metric, share }: Price): string {
  const words = WORDS[metric];
  return share.estimate < 0 ? words.saves(percent(negative(share))) : words.costs(percent(share));
}

/** What one has for it: with most requests at once, how much sooner something can be read. */
function inReturn(measured: Matrix): Finding[] {
  const [streamed, whole] = pairs(measured).at(-1) ?? [];
  const seen = streamed && whole ? decided(measured, whole.way, streamed.way, 'firstSeenMs') : null;
  return seen ? [told(seen, FIRST_TOKEN)] : [];
}
