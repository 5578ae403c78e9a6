import { present } from '../../../src/analysis/present.js';
import { defaultPrompts } from '../../../src/checkout.mjs';
import { loadPrompts } from '../../../src/workload/prompts.js';
import { type Claim, not, shown, shownIf } from './finding.js';
import { total } from './total.js';

const MEASURED: ReadonlySet<string> = new Set(loadPrompts(defaultPrompts).map(({ prompt }) => prompt));

/** Less in common than this fills no block of any cache, characters. */
const FEW_CHARACTERS = 16;

/** What was sent, and in which form it came back. */
export const DELIVERY_CLAIMS: readonly Claim[] = [
  {
    says: 'delivery is real: whole answers are asked for whole, and streams streamed',
    judge({ asIs, passed }) {
      if (asIs.failed) return not(asIs.failed);
      const whole = passed.filter(({ stream }) => !stream);
      const streamed = passed.filter(({ stream }) => stream);
      const forms =
        whole.every(({ contentType }) => contentType.startsWith('application/json')) &&
        streamed.every(({ contentType }) => contentType.startsWith('text/event-stream'));
      const rows = asIs.rows.every(({ mode, ttft_ms }) => (mode === 'batch') === (ttft_ms === null));
      const both = whole.length > 0 && streamed.length > 0;
      return shownIf(both && forms && rows, `${whole.length} as JSON, ${streamed.length} as events`);
    },
  },
  {
    says: 'warm-up prompts are none of the measured ones',
    judge({ passed }) {
      const prompts = [...new Set(passed.map(({ prompt }) => prompt))];
      const warmUps = prompts.filter((prompt) => !MEASURED.has(prompt));
      const measured = prompts.filter((prompt) => MEASURED.has(prompt));
      if (warmUps.length === 0 || measured.length === 0) return not('nothing was sent');
      const most = Math.max(...warmUps.flatMap((one) => measured.map((other) => inCommon(one, other))));
      return shownIf(most < FEW_CHARACTERS, `at most ${most} characters in common at their start`);
    },
  },
  {
    says: 'batches are full',
    judge({ asIs: { rows }, passed }) {
      const batched = rows.filter(({ batch_index }) => batch_index !== null);
      if (batched.length === 0) return not('nothing was batched');
      const short = batched.filter(({ flags }) => flags?.includes('batch-not-full')).length;
      const size = Math.max(...batched.map(({ batch_size }) => batch_size));
      const atOnce = Math.max(...passed.filter(({ stream }) => !stream).map((one) => one.atOnce));
      return shownIf(
        short === 0 && atOnce === size,
        `asked for ${size}, at most ${atOnce} were sent at once`,
      );
    },
  },
  {
    says: 'chunks are counted as they came, tokens as the server counts them',
    judge({ asIs, passed }) {
      const rows = asIs.rows.filter(({ mode, status }) => mode === 'stream' && status === 'ok');
      if (rows.length === 0) return not('nothing was streamed');
      const came = passed
        .filter(({ prompt }) => MEASURED.has(prompt))
        .reduce((sum, one) => sum + one.chunks, 0);
      const [chunks, tokens] = [total(rows, 'chunks'), total(rows, 'output_len')];
      const here = rows.some(({ flags }) => flags?.includes('counted-here')) ? ' (counted here)' : '';
      return shownIf(chunks === came, `${chunks} chunks of ${came} that came, ${tokens} tokens${here}`);
    },
  },
  {
    says: 'a chat is streamed: first token, and first of the answer',
    judge({ chat }) {
      const error = chat.failed ?? chat.rows.find((row) => row.error)?.error;
      if (error) return not(error);
      const [ttft] = present(chat.rows.map(({ ttft_ms }) => ttft_ms));
      const [ttfo] = present(chat.rows.map(({ ttfo_ms }) => ttfo_ms));
      return ttft === undefined
        ? not('no first token')
        : shown(`${ttft.toFixed(1)} and ${ttfo?.toFixed(1)} ms`);
    },
  },
];

function inCommon(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
