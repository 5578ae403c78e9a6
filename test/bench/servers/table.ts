import Table from 'cli-table3';
import { CACHE_CLAIMS } from './cache-claims.js';
import { DELIVERY_CLAIMS } from './delivery-claims.js';
import { LOAD_CLAIMS } from './load-claims.js';
import type { Observed } from './observe.js';

const CLAIMS = [...DELIVERY_CLAIMS, ...CACHE_CLAIMS, ...LOAD_CLAIMS];

/** Claims of one server, each shown or why not. */
export function claimsTable(observed: Observed): string {
  const table = new Table({
    head: ['claim', '', 'by what, or why not'],
    colWidths: [44, 9, 74],
    wordWrap: true,
    style: PLAIN,
  });
  for (const { says, judge } of CLAIMS) {
    const { isShown, why } = judge(observed);
    table.push([says, isShown ? 'shown' : 'not', why]);
  }
  return table.toString();
}

const PLAIN = { head: [], border: [] };
