import type { Capacity, Promised } from '../under-load.js';
import { familyLabel } from '../way.js';
import { type Answer, type Finding, found, unknown } from './finding.js';

/** Up to which rate does each way of serving keep its promise? "Surely" is by the 95 % interval of the share. */
export function loadAnswer(all: readonly Capacity[], { firstSeenMs }: Promised, wanted: number): Answer {
  const findings = all.map(limit);
  return {
    question: `Up to which rate is something to read within ${firstSeenMs} ms, for ${(wanted * 100).toFixed(0)} % of the requests?`,
    findings:
      findings.length > 0
        ? findings
        : [
            unknown(
              'cannot tell: the log holds no open load; `npx streambatch load --target local --arrivals poisson:4` records one.',
            ),
          ],
  };
}

function limit({ way, goodPerSec, badPerSec }: Capacity): Finding {
  const rate = (perSec: number) => `${perSec.toFixed(1)} requests/s`;
  const name = familyLabel(way);
  if (goodPerSec === null) {
    return badPerSec === null
      ? unknown(
          `${name}: cannot tell, at no rate were there enough requests; send them for longer (\`--duration\`).`,
        )
      : found(`${name}: at ${rate(badPerSec)} surely not, and at no lower rate surely so.`);
  }
  return badPerSec === null
    ? found(`${name}: up to ${rate(goodPerSec)} at least; no rate measured surely breaks it.`)
    : found(`${name}: up to ${rate(goodPerSec)}; at ${rate(badPerSec)} surely no longer.`);
}
