import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Of n measurements: the middle one, and the range that holds nine tenths of them, ms. */
const spread = z
  .object({ median: z.number(), p05: z.number(), p95: z.number(), n: z.int().nonnegative() })
  .meta({ id: 'spread', description: 'ms' });
/** The middle of n measurements and the range that holds nine tenths of them, ms. */
export type Spread = z.infer<typeof spread>;

/** What the instrument adds to what it measures, found against the mock, whose times are known. */
export const instrumentOffset = z.object({
  /** In every time to first token: request sent → first token with the caller, less the time that the mock took. */
  first_token_offset_ms: spread,
  /** Its one part, in `ttft_made_ms` too: request sent → the model starts to work. */
  request_path_ms: spread,
  /** Its other part: first token made → with the caller. */
  first_token_delivery_ms: spread,
  /** Gap between two tokens, less the true one. */
  gap_error_ms: spread,
});
/** What `calibrate` found: how much of a time is the instrument's, ms. */
export type InstrumentOffset = z.infer<typeof instrumentOffset>;

const withInstrument = z.object({ instrument: instrumentOffset.nullable() });

/** What the manifests beside a log say of the instrument, one for each of these runs that says so. */
export function readInstruments(log: string, runIds: Iterable<string>): InstrumentOffset[] {
  return [...new Set(runIds)].flatMap((id) => {
    const path = join(dirname(log), 'runs', `${id}.json`);
    // an id comes from a file that anyone may have written: it names no other folder
    if (!/^[\w-]+$/.test(id) || !existsSync(path)) return [];
    return instrumentIn(readFileSync(path, 'utf8')) ?? [];
  });
}

function instrumentIn(manifest: string): InstrumentOffset | null {
  try {
    return withInstrument.safeParse(JSON.parse(manifest)).data?.instrument ?? null;
  } catch {
    return null; // damaged: as good as a run without one
  }
}
