/** What a server's own ways do to the numbers of a row. */
import type { LogRow } from './schema.js';

type Counts<Name extends keyof LogRow> = Readonly<Pick<LogRow, Name>>;

/** From this share of a prompt on, what a cache had of it is no longer beside the point. */
export const CACHED_SHARE = 0.1;

/** Part of the prompt was computed for an earlier one. */
export const isCached = ({
  cached_tokens: cached,
  prompt_tokens: all,
}: Counts<'cached_tokens' | 'prompt_tokens'>) =>
  cached !== null && all !== null && cached > 0 && cached >= CACHED_SHARE * all;

/** Of a list of prompts a server does not tell what its cache had of each: what it says of the whole trial stands for it. */
export const areCachedInLists = ({
  batch_request: asked,
  server_prefix_hit_share: share,
}: Counts<'batch_request' | 'server_prefix_hit_share'>) =>
  asked === 'list' && share !== null && share >= CACHED_SHARE;

/**
 * Deliveries are no tokens: their numbers differ by more than a tenth, and by more than one, as the end of a sequence is a
 * token without text.
 */
export const areChunks = ({ chunks, output_len: tokens }: Counts<'chunks' | 'output_len'>) =>
  chunks !== null && tokens !== null && Math.abs(tokens - chunks) > Math.max(1, tokens / 10);
