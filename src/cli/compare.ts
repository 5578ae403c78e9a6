import { type Command, Option } from 'commander';
import type { Instrumented } from '../compare/first-token.js';
import type { Log, Sides } from '../compare/sides.js';
import { InputError } from '../errors.js';
import { parseSlo, USUAL_SLO } from '../metrics/slo.js';
import type { LogRow } from '../results/schema.js';
import { list, percentage } from './arguments.js';

interface CompareFlags {
  threshold: number;
  metric?: string[];
  slo: string;
  json?: boolean;
  anyway?: boolean;
}

/** `streambatch compare`: has the new log become slower? For CI: the answer is the exit code. */
export function addCompare(program: Command): void {
  program
    .command('compare')
    .description(
      'compare two logs of runs or loads, cell by cell; exit code 0: no regression, 1: regression, 2: wrong input, 3: cannot tell',
    )
    .argument('<base>', 'log of the old state')
    .argument('<new>', 'log of the new state')
    .addOption(
      new Option('--threshold <percent>', 'smallest change that matters')
        .argParser(percentage)
        .default(0.05, '5%'),
    )
    .option(
      '--metric <list>',
      'throughput, latency, first-token; of runs first-token-made, memory, energy; of loads kept, pace (default: all, of the first tokens whichever is comparable)',
      list,
    )
    .option('--slo <limits>', 'of loads: what users are promised, ms: ttft, tpot, latency', USUAL_SLO)
    .option('--json', 'JSON instead of Markdown')
    .option('--anyway', 'compare even where models, prompts or machines differ')
    .action(compare);
}

async function compare(base: string, next: string, flags: CompareFlags): Promise<void> {
  const asked = flags.metric && (await knownMetrics(flags.metric));
  const slo = parseSlo(flags.slo);
  const { readRows } = await import('./read-log.js');
  const { sidesOf } = await import('../compare/sides.js');
  const logs = [
    { path: base, rows: await readRows(base) },
    { path: next, rows: await readRows(next) },
  ] as const;
  const sides = sidesOf(...logs);
  if (sides.unequal.length > 0 && !flags.anyway) {
    throw new InputError(
      `the logs are not of the same experiment (${sides.unequal.join('; ')}); --anyway compares them all the same`,
    );
  }
  const { compareLogs, exitCodeFor } = await import('../compare/compare-logs.js');
  const { METRIC_NAMES } = await import('../compare/metric.js');
  const { LOAD_METRIC_NAMES } = await import('../compare/load-metric.js');
  const firstToken = asked ? null : await chooseFirst(logs, sides, flags.threshold);
  const usual = METRIC_NAMES.filter(
    (name) => !name.startsWith('first-token') || name === firstToken?.metric || !firstToken,
  );
  const wanted = <T extends string>(names: readonly T[]) => names.filter((name) => !asked || asked.has(name));
  const compared = compareLogs(sides.base, sides.next, {
    threshold: flags.threshold,
    metrics: wanted(usual),
    loads: { metrics: wanted(LOAD_METRIC_NAMES), slo },
  });
  const notes = [
    ...sides.notes,
    ...sides.unequal.map((line) => `differs: ${line}`),
    ...(firstToken ? [firstToken.note] : []),
    ...compared.notes,
  ];
  const report = { ...compared, notes };
  const { toMarkdown } = await import('../compare/markdown.js');
  process.stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : toMarkdown(report));
  process.exitCode = exitCodeFor(report);
}

async function knownMetrics(asked: readonly string[]): Promise<ReadonlySet<string>> {
  const { DESCRIBED } = await import('../compare/load-metric.js');
  const unknown = asked.find((name) => !Object.hasOwn(DESCRIBED, name));
  if (unknown === undefined) return new Set(asked);
  throw new InputError(`--metric "${unknown}" is not known; there are ${Object.keys(DESCRIBED).join(', ')}`);
}

/** By what first tokens of runs are compared; null where there are none. */
async function chooseFirst([base, next]: readonly [Log, Log], sides: Sides, threshold: number) {
  const { chooseFirstToken } = await import('../compare/first-token.js');
  const ofRuns = (rows: readonly LogRow[]) => rows.filter(({ source }) => source === 'matrix');
  const [old, fresh] = [ofRuns(sides.base), ofRuns(sides.next)];
  if (old.length === 0) return null;
  return chooseFirstToken(
    await instrumented(base.path, old),
    await instrumented(next.path, fresh),
    threshold,
  );
}

async function instrumented(path: string, rows: readonly LogRow[]): Promise<Instrumented> {
  const { readInstruments } = await import('../results/instrument.js');
  const instruments = readInstruments(
    path,
    rows.map((row) => row.run_id),
  );
  return { rows, instruments };
}
