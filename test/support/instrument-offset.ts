import type { InstrumentOffset } from '../../src/results/instrument.js';

/** What the instrument adds, ms: the same everywhere. */
export const offset = (median: number): InstrumentOffset => {
  const spread = { median, p05: median / 2, p95: 2 * median, n: 72 };
  return {
    first_token_offset_ms: spread,
    request_path_ms: spread,
    first_token_delivery_ms: spread,
    gap_error_ms: spread,
  };
};
