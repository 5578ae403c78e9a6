import { groups } from '../../../src/group-by.js';
import type { LogRow } from '../../../src/results/schema.js';
import { type Claim, type Finding, not, shownIf } from './finding.js';
import type { Measured } from './observe.js';
import { total } from './total.js';

/** What a server had of the prompts, by our column and by its own counter. */
export const CACHE_CLAIMS: readonly Claim[] = [
  {
    says: 'cached tokens are seen: our column beside the server’s own counter',
    judge({ asIs }) {
      const { column, counter } = sharesOf(asIs);
      if (column === null || counter === null) return notTold({ column, counter });
      const isSame = Math.abs(column - counter) < 0.001;
      return shownIf(
        isSame && column > 0,
        `${percent(column)} by the column, ${percent(counter)} by the counter`,
      );
    },
  },
  {
    says: '--prefix-cache cold: the server knows none of the prompts',
    judge({ cold }) {
      const by = cold.rows[0]?.cold_by ?? 'nothing';
      return knowing(cold, (share) => share === 0, `, by "${by}"`);
    },
  },
  {
    says: '--prefix-cache warm: it knows them',
    judge({ warm }) {
      const { column, counter } = sharesOf(warm);
      if (column === 0 && !counter) return not('nothing was known: it keeps no prompts, or only longer ones');
      return knowing(warm, (share) => share > 0);
    },
  },
];

interface Shares {
  readonly column: number | null;
  readonly counter: number | null;
}

function knowing(measured: Measured, isSo: (share: number) => boolean, how = ''): Finding {
  if (measured.failed) return not(measured.failed);
  const shares = sharesOf(measured);
  const told = [shares.column, shares.counter].filter((share) => share !== null);
  if (told.length === 0) return notTold(shares);
  return shownIf(told.every(isSo), `${told.map(percent).join(' and ')} of the prompts’ tokens${how}`);
}

/** Of all tokens of the prompts, those that were known. */
function sharesOf({ rows }: Measured): Shares {
  const [cached, prompts] = [total(rows, 'cached_tokens'), total(rows, 'prompt_tokens')];
  const trials = groups(rows, ({ trial_id }) => trial_id);
  return {
    column: cached === null || prompts === null ? null : cached / prompts,
    counter: weighted(trials),
  };
}

/** The server's share of each trial, weighted by the tokens of its prompts. */
function weighted(trials: readonly LogRow[][]): number | null {
  let [hits, all] = [0, 0];
  for (const rows of trials) {
    const share = rows[0]?.server_prefix_hit_share ?? null;
    const tokens = total(rows, 'prompt_tokens');
    if (share === null || tokens === null) return null;
    hits += share * tokens;
    all += tokens;
  }
  return all === 0 ? null : hits / all;
}

function notTold({ column, counter }: Shares): Finding {
  if (column === null && counter === null) return not('the server tells nothing of its cache');
  return column === null
    ? not('the server does not tell it of each request (vLLM: --enable-prompt-tokens-details)')
    : not(`the server has no counter to hold ${percent(column)} against`);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
