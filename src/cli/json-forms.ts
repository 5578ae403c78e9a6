import { z } from 'zod';
import { AB_METRIC_NAMES } from '../ab/metric.js';
import { instrumentOffset } from '../results/instrument.js';
import { MODES } from '../ways.js';

/**
 * What `--json` prints, verb by verb, for programs that read it. A test holds each against what is really printed. Fields
 * may be added; none is taken away, or given another meaning, before the next major version.
 */

const text = z.string();
const number = z.number();
const count = z.number().int().nonnegative();

const interval = z
  .object({
    estimate: number,
    low: number.nullable(),
    high: number.nullable(),
    n: number.describe('independent values behind it'),
    pValue: number.nullable().describe('against no effect, two-sided'),
    method: text,
  })
  .meta({
    id: 'interval',
    description: '95 % interval; low and high are null where there were too few values',
  });

const percentile = z
  .object({ value: number, low: number, high: number, n: count })
  .meta({ id: 'percentile', description: 'a percentile, and between what it lies' });
const percentiles = z
  .object({ p50: percentile.nullable(), p95: percentile.nullable(), p99: percentile.nullable() })
  .describe('ms; null where there are too few requests');

const way = z
  .object({ mode: z.enum(MODES), scheduler: text, batchSize: count })
  .meta({ id: 'way', description: 'a way of serving; the size is 0 where it varies' });

const instrument = instrumentOffset.describe('how much of a time is the instrument’s');

const cell = z.object({
  way,
  trials: count,
  requests: count.describe('that ended well'),
  failed: count,
  firstMadeMs: interval.nullable(),
  firstSeenMs: interval.nullable(),
  latencyMs: interval.nullable(),
  throughputTps: interval.nullable(),
  peakMb: interval.nullable(),
  baselineMb: interval.nullable(),
  joulesPerToken: interval.nullable(),
  wastedShare: interval.nullable(),
});

const price = z.object({
  atOnce: count.describe('requests at once, streamed and whole alike'),
  metric: z.enum(['throughputTps', 'latencyMs']),
  share: interval.describe(
    'lost of the throughput, or added to the time of an answer; below 0: the contrary',
  ),
  decision: z.enum(['costs', 'saves', 'same', 'cannot tell']),
});

const verdict = z.object({
  experiment: text,
  basis: text,
  prices: z
    .array(price)
    .describe('of streaming itself; empty: nothing was served without it, as many at once'),
  answers: z.array(z.object({ question: text, findings: z.array(z.object({ text, certain: z.boolean() })) })),
});

const run = z.object({
  run_id: text,
  log: text.describe('where the rows are'),
  rows: count,
  flags: z.array(z.object({ flag: text, rows: count, reason: text })),
  notes: z.array(text),
  weights: text.nullable(),
  instrument: instrument.nullable(),
  cells: z.array(cell),
  verdict: z.array(verdict),
});

const loadReport = z.object({
  requests: count,
  failed: count,
  requestsPerSec: number,
  tokensPerSec: number,
  ttftMs: percentiles,
  tpotMs: percentiles,
  latencyMs: percentiles,
  attainment: number.describe('share of all requests that kept the promise, 0 to 1'),
  goodputPerSec: number,
  scheduleLagMs: z.object({ p50: number.nullable(), max: number }),
  little: z.object({ counted: number, expected: number, difference: number }),
  server: z
    .record(text, number.nullable())
    .describe('what the server says of itself, by the names of the log’s columns; null: it does not'),
  joulesPerToken: number.nullable().describe('energy of this machine over useful tokens; null: not told'),
  doubts: z
    .array(text)
    .describe('why the numbers are the client’s, not the server’s; empty: they are the server’s'),
});
const load = z
  .record(text, loadReport)
  .describe('by way of serving; a sweep prints the answer of each instead');

const changeVerdict = z.enum(['better', 'worse', 'same', 'cannot tell']);

const compare = z.object({
  threshold: number,
  comparisons: z.array(
    z.object({
      cell: text,
      metric: text,
      base: number.describe('in the unit of the metric: tok/s, ms, MiB or %'),
      next: number,
      counts: z.enum(['trials', 'requests']).describe('of a run, or of a load'),
      trials: z.object({ base: count, next: count }).describe('how many of what is counted'),
      ratio: interval.describe('next / base'),
      adjustedPValue: number.nullable(),
      verdict: changeVerdict,
      direction: z.enum(['better', 'worse']).nullable(),
      sure: z.boolean(),
      trialsNeeded: number.nullable().describe('how many of what is counted each side would need'),
    }),
  ),
  notes: z.array(text),
});

const side = z.object({
  where: text,
  model: text,
  run_id: text,
  log: text.describe('where the rows are'),
  rows: count,
});
const ab = z.object({
  threshold: number,
  blocks: count.describe('that both sides have'),
  sides: z.object({ a: side, b: side }),
  comparisons: z.array(
    z.object({
      cell: text,
      metric: z.enum(AB_METRIC_NAMES),
      a: number,
      b: number,
      ratio: interval.describe('b / a; holds although one looks after every block'),
      verdict: changeVerdict.describe('of B'),
      direction: z.enum(['better', 'worse']).nullable().describe('of B, whether or not its size matters'),
      standing: z.enum(['decided', 'open', 'out of reach']),
      decidedAfter: count.nullable().describe('the block since which the verdict has stood'),
      blocksNeeded: count.nullable().describe('further blocks until there is one, if nothing changes'),
    }),
  ),
  notes: z.array(text),
});

const env = z.object({
  machine: z.object({
    node: text,
    packages: z.record(text, text.nullable()),
    gitCommit: text.nullable(),
    gitDirty: z.boolean().nullable(),
    os: text,
    arch: text,
    cpuModel: text.nullable(),
    cpuCores: count,
    cpuQuotaCores: number.nullable(),
    cpuGovernor: text.nullable(),
    cpuMhz: number.nullable(),
    cpuMaxMhz: number.nullable(),
    memoryMb: count,
    memoryLimitMb: number.nullable(),
    memoryAvailableMb: count,
    swapMb: number.nullable(),
    loadAverage: z.array(number).nullable(),
  }),
  checkout: z.object({
    folder: text,
    jupyter: text.nullable(),
    jupyterWay: text.nullable(),
    nbconvert: text.nullable(),
    kernel: text.nullable(),
    build: z.enum(['up to date', 'out of date']).nullable(),
    embeddedModel: text.nullable(),
    logRows: count.nullable(),
    logProblem: text.nullable(),
    messages: text,
  }),
  energy: z.object({
    packages: z.array(text).describe('folders of the counters of this machine’s processors'),
    problem: text.nullable().describe('why they cannot be read; null: they can'),
  }),
  weights: z.array(
    z.object({
      model: text,
      modelHash: text,
      dtype: text,
      text,
      tokens: count.nullable(),
      perplexity: number.nullable(),
      reference: number.nullable(),
      ratio: number.nullable(),
      problem: text.nullable(),
      measured_at: number.describe('ms since 1970'),
    }),
  ),
  instrument: instrument.optional().describe('with --instrument'),
});

const report = z.object({ reports: z.array(z.object({ notebook: text, path: text })) });

/** By verb. */
export const JSON_FORMS = { run, load, compare, ab, env, report } as const;
