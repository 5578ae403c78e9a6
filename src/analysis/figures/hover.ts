import type { JsonObject } from '../display/figure.js';

/** What each point says under the pointer: the words of the table. */
export const hover = (texts: readonly string[]): JsonObject => ({
  customdata: [...texts],
  hovertemplate: '%{customdata}<extra></extra>',
});

/** The same three digits where there are too many points for words. */
export const THREE_DIGITS: JsonObject = { xhoverformat: '.3r', yhoverformat: '.3r' };
