/**
 * `npm run bench:instrument`: is the instrument right? Known times and known memory go in, error tables come out; exit
 * code 1 where one is beyond its bound, 3 where others used the CPU too much to tell. Run it on a quiet machine. First
 * tokens are late by what it costs to wake two processes: that is measured first, as every run does, and bounded; the
 * table then shows what is left when it is known.
 */
import { cpus, loadavg } from 'node:os';
import Table from 'cli-table3';
import { Argument } from 'commander';
import { spawnBackend } from '../../../src/backends/process/process-backend.js';
import { calibrate } from '../../../src/benchmark/calibrate.js';
import type { InstrumentOffset } from '../../../src/results/instrument.js';
import { benchCommand, isSmoke, parsed } from '../bench-command.js';
import { memoryError } from './known-memory.js';
import { type KnownTimes, timingErrors } from './known-times.js';
import { measureOverhead } from './overhead.js';

/** A tenth of a first token after 15 ms, on the slowest machine that was tried. */
const MOST_OFFSET_MS = 1.5;
const MOST_SPREAD_MS = 1;
const MOST_LEFT_MS = 0.5;
const MOST_ITL_MS = 0.2;
const MOST_TOTAL_SHARE = 0.01;
const MOST_MEMORY_SHARE = 0.02;
const MOST_OVERHEAD_SHARE = 0.01;
const TOKEN_MS_AT_1000_PER_SECOND = 1;

const PLAIN = { head: [], border: [], compact: true };

let misses = 0;

let unjudged = 0;

function judged(value: number, bound: number, text: string, disturbed = false): string {
  if (Math.abs(value) <= bound) return text;
  if (disturbed) {
    unjudged++;
    return `${text} ?`;
  }
  misses++;
  return `${text} MISS`;
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

const CASES: KnownTimes[] = [5, 20, 100, 500].flatMap((prefillMs) =>
  [1, 5, 20, 50].flatMap((decodeMs) =>
    [0, 0.3].map((jitter) => ({ prefillMs, decodeMs, jitter, tokens: decodeMs > 10 ? 12 : 64, requests: 7 })),
  ),
);

/** How much is measured. */
interface Amount {
  readonly cases: readonly KnownTimes[];
  /** Of the offset. */
  readonly tries: number;
  /** Tokens at 1,000 tok/s; ten times as many as fast as it goes. */
  readonly tokens: number;
  readonly mib: readonly number[];
  readonly heldMs: readonly number[];
}
const WHOLE: Amount = { cases: CASES, tries: 3, tokens: 2000, mib: [50, 200, 800], heldMs: [20, 500] };
const SMOKE: Amount = {
  cases: [{ prefillMs: 5, decodeMs: 1, jitter: 0.3, tokens: 8, requests: 3 }],
  tries: 1,
  tokens: 50,
  mib: [50],
  heldMs: [20],
};

const width = ({ first_token_offset_ms: { p05, p95 } }: InstrumentOffset): number => p95 - p05;

/** What others do to the CPU only widens it: the narrowest of several. */
async function knownOffset(tries: number): Promise<InstrumentOffset> {
  const offsets: InstrumentOffset[] = [];
  for (let attempt = 0; attempt < tries; attempt++)
    offsets.push(await calibrate((spec, signal) => spawnBackend(spec, { signal })));
  return offsets.reduce((a, b) => (width(b) < width(a) ? b : a));
}

async function showOffset(tries: number): Promise<number> {
  const offset = await knownOffset(tries);
  const disturbed = loadavg()[0]! > cpus().length;
  const table = new Table({ style: PLAIN, head: ['what', 'median ms', '5th to 95th percentile', 'n'] });
  for (const [what, { median, p05, p95, n }] of Object.entries(offset)) {
    const isOffset = what === 'first_token_offset_ms';
    const range = `${p05.toFixed(3)} to ${p95.toFixed(3)}`;
    table.push([
      what,
      isOffset ? judged(median, MOST_OFFSET_MS, median.toFixed(3), disturbed) : median.toFixed(3),
      isOffset ? judged(width(offset), MOST_SPREAD_MS, range, disturbed) : range,
      n,
    ]);
  }
  console.log(`What the instrument adds, as every run measures it\n${table}`);
  return offset.first_token_offset_ms.median;
}

async function showTiming({ cases, tries }: Amount): Promise<void> {
  const offsetMs = await showOffset(tries);
  const table = new Table({
    style: PLAIN,
    head: ['TTFT ms', 'ITL ms', 'jitter', 'TTFT error ms', 'less offset', 'ITL error ms', 'total error'],
  });
  for (const known of cases) {
    const { ttftMs, itlMs, totalShare, disturbed } = await timingErrors(known);
    table.push([
      known.prefillMs,
      known.decodeMs,
      `± ${known.jitter * 100} %${disturbed ? ' (busy machine)' : ''}`,
      ttftMs.toFixed(3),
      judged(ttftMs - offsetMs, MOST_LEFT_MS, (ttftMs - offsetMs).toFixed(3), disturbed),
      judged(itlMs, MOST_ITL_MS, itlMs.toFixed(3), disturbed),
      judged(totalShare, MOST_TOTAL_SHARE, percent(totalShare), disturbed),
    ]);
  }
  console.log(`Known times through child process, IPC, recorder and CSV (medians)\n${table}`);
}

async function showOverhead({ tokens: most }: Amount): Promise<void> {
  const table = new Table({
    style: PLAIN,
    head: ['backend', 'bare µs/token', 'chain µs/token', 'overhead, of a token at 1,000 tok/s'],
  });
  for (const [name, decodeMs, tokens] of [
    ['1,000 tok/s', 1, most],
    ['as fast as it goes', 0, 10 * most],
  ] as const) {
    const { bareMsPerToken, chainMsPerToken } = await measureOverhead(decodeMs, tokens, 5);
    const share = (chainMsPerToken - bareMsPerToken) / TOKEN_MS_AT_1000_PER_SECOND;
    const row = [bareMsPerToken, chainMsPerToken].map((ms) => (ms * 1000).toFixed(2));
    table.push([name, ...row, judged(share, MOST_OVERHEAD_SHARE, percent(share))]);
  }
  console.log(`Harness against a bare loop over the same backend (best of 5)\n${table}`);
}

async function showMemory({ mib: sizes, heldMs }: Amount): Promise<void> {
  const table = new Table({ style: PLAIN, head: ['touched MiB', 'held ms', 'read MiB', 'error'] });
  for (const mib of sizes) {
    for (const ms of heldMs) {
      const { readMib, errorShare } = await memoryError(mib, ms);
      table.push([mib, ms, readMib.toFixed(2), judged(errorShare, MOST_MEMORY_SHARE, percent(errorShare))]);
    }
  }
  console.log(`Known memory of another process, peak less baseline\n${table}`);
}

const SHOWS = { timing: showTiming, overhead: showOverhead, memory: showMemory };

async function main(parts: readonly string[], amount: Amount): Promise<void> {
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`);
  for (const [name, show] of Object.entries(SHOWS))
    if (parts.length === 0 || parts.includes(name)) await show(amount);
  if (amount === SMOKE) return;
  console.log(misses === 0 ? 'every bound held that could be judged' : `${misses} beyond their bound`);
  if (unjudged > 0)
    console.log(`${unjudged} not judged ("?"): others used the CPU; run it on a quiet machine`);
  process.exitCode = misses > 0 ? 1 : unjudged > 0 ? 3 : 0;
}

const command = benchCommand(
  'instrument',
  'Is the instrument right? Known times and known memory go in, error tables come out.',
).addArgument(new Argument('[parts...]', 'only these').choices(Object.keys(SHOWS)));
const [parts] = parsed<[string[]]>(command);
void main(parts, isSmoke(command) ? SMOKE : WHOLE);
