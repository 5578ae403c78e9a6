import { type Slo, SUSTAINED_SHARE, sloText } from '../../metrics/slo.js';
import { familyLabel } from '../../ways.js';
import { counted, exact, listed, percent } from '../format.js';
import type { Experiment } from '../rows/experiment.js';
import type { Sustained } from '../ways/sustained.js';
import { type Answer, type Finding, found, unknown } from './finding.js';
import { ground, type Opening } from './opening.js';

/** Up to which rate does each way of serving keep its promise? */
export function loadAnswer(all: readonly Sustained[], slo: Slo, wanted = SUSTAINED_SHARE): Answer {
  const findings = all.map(limit);
  return {
    question: `Up to which rate is the promise kept for ${exact(wanted * 100)} % of the requests: ${sloText(slo)}?`,
    findings:
      findings.length > 0
        ? findings
        : [
            unknown(
              'cannot tell: the log holds no open load; `npx streambatch load --target local --arrivals sweep` measures some.',
            ),
          ],
  };
}

/** Which ways keep their promise up to the highest rate; certain where no other may reach it. */
export function loadOpening(
  all: readonly Sustained[],
  slo: Slo,
  wanted: number,
  experiment: Experiment,
): Opening {
  const answer = loadAnswer(all, slo, wanted);
  const most = Math.max(...all.map(({ perSecond }) => perSecond ?? 0));
  const best = all.filter(({ perSecond }) => perSecond === most);
  const others = all.filter((one) => !best.includes(one));
  const recommendation = best.length > 0 ? mostRequests(best, others) : answer.findings[0]!;
  const promise = `The promise: ${sloText(slo)}, for ${exact(wanted * 100)} % of the requests. `;
  const reasons = all.flatMap((one, i) => (best.includes(one) ? [] : [answer.findings[i]!]));
  return {
    recommendation,
    reasons: best.length > 0 ? reasons : [],
    ground: `${promise}${ground(experiment)}`,
  };
}

function mostRequests(best: readonly Sustained[], others: readonly Sustained[]): Finding {
  const [first, ...alike] = best;
  if (others.length + alike.length === 0) return limit(first!);
  const sure = others.every(
    ({ high }) => high !== null && best.every(({ low }) => low !== null && high <= low),
  );
  const keep = alike.length === 0 ? 'keeps its promise' : 'keep their promise';
  const ways = listed(best.map(({ way }) => familyLabel(way)));
  const most = `${ways} ${keep} up to the highest rate, ${rateText(first!)}`;
  return sure
    ? found(`${most}.`)
    : unknown(`${most}; that no other way reaches it is not sure: their intervals meet.`);
}

function limit(one: Sustained): Finding {
  const text = `${familyLabel(one.way)}: ${rateText(one)}`;
  if (!one.load) return one.high === null ? unknown(`${text}.`) : found(`${text}.`);
  const there = `; at that rate ${percent(one.load.attainment)} of ${counted(one.load.requests, 'request')} kept it.`;
  return one.low === null && one.high === null ? unknown(text + there) : found(text + there);
}

/** "22.6 requests/s (20.9–24.6)": the rate and its interval, the same words wherever it is told. */
export function rateText({ perSecond, low, high, tried }: Sustained): string {
  if (perSecond === null) {
    const surely = high === null ? 'loads too short to be sure' : `surely below ${exact(high)}`;
    return `at none of the ${tried.length} rates tried, from ${exact(tried[0]!)} requests/s on (${surely})`;
  }
  const beyond = perSecond === tried.at(-1) ? ', the highest rate tried' : '';
  return `${exact(perSecond)} requests/s (${bounds(low, high)})${beyond}`;
}

function bounds(low: number | null, high: number | null): string {
  if (low === null && high === null) return 'no bounds: loads too short';
  if (low === null) return `surely below ${exact(high!)}`;
  return high === null ? `surely ${exact(low)} or more` : `${exact(low)}–${exact(high)}`;
}
