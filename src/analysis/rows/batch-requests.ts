import { groups } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { counted } from '../format.js';

const WORDS = {
  list: 'with all their prompts in one request',
  each: 'with each prompt in a request of its own, all of them at once',
} as const;

/** How a server elsewhere was asked for static batches, in one sentence; none where there were none. */
export function batchRequests(rows: readonly LogRow[]): string[] {
  const batched = rows.filter(({ scheduler, batch_size }) => scheduler === 'static' && batch_size > 1);
  const asked = groups(
    batched.filter(({ batch_request }) => batch_request !== null),
    ({ batch_request }) => batch_request!,
  );
  if (asked.length === 0) return [];
  const counts = asked.map((group) => {
    const share = asked.length > 1 ? ` (${counted(group.length, 'answer')})` : '';
    return `${WORDS[group[0]!.batch_request!]}${share}`;
  });
  return [`The server was asked for static batches ${counts.join(', and ')}.`];
}
