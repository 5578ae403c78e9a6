import { type Command, Option } from 'commander';
import type { Instrumented } from '../compare/first-token.js';
import { InputError } from '../errors.js';
import { log } from '../logging.js';
import type { LogRow } from '../results/schema.js';
import { list, percentage } from './arguments.js';

interface CompareFlags {
  threshold: number;
  metric?: string[];
  json?: boolean;
  anyway?: boolean;
}

/** `streambatch compare`: has the new log become slower? For CI: the answer is the exit code. */
export function addCompare(program: Command): void {
  program
    .command('compare')
    .description(
      'compare two logs, cell by cell; exit code 0: no regression, 1: regression, 2: wrong input, 3: cannot tell',
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
      'throughput, latency, first-token, first-token-made, memory (default: all, of the first tokens whichever is comparable)',
      list,
    )
    .option('--json', 'JSON instead of Markdown')
    .option('--anyway', 'compare even where models, prompts or machines differ')
    .action(compare);
}

async function compare(base: string, next: string, flags: CompareFlags): Promise<void> {
  const { METRIC_NAMES } = await import('../compare/metric.js');
  const unknown = flags.metric?.find((name) => !METRIC_NAMES.some((known) => known === name));
  if (unknown !== undefined) {
    throw new InputError(`--metric "${unknown}" is not known; there are ${METRIC_NAMES.join(', ')}`);
  }
  const { differences, sidesOf } = await import('../compare/sides.js');
  const sides = sidesOf({ path: base, rows: await read(base) }, { path: next, rows: await read(next) });
  const unequal = differences(sides.base, sides.next);
  if (unequal.length > 0 && !flags.anyway) {
    throw new InputError(
      `the logs are not of the same experiment (${unequal.join('; ')}); --anyway compares them all the same`,
    );
  }
  const { compareLogs, exitCodeFor } = await import('../compare/compare-logs.js');
  const { chooseFirstToken } = await import('../compare/first-token.js');
  const firstToken = chooseFirstToken(
    await instrumented(base, sides.base),
    await instrumented(next, sides.next),
    flags.threshold,
  );
  const chosen = METRIC_NAMES.filter((name) => !name.startsWith('first-token') || name === firstToken.metric);
  const metrics = METRIC_NAMES.filter((name) => (flags.metric ?? chosen).includes(name));
  const compared = compareLogs(sides.base, sides.next, { threshold: flags.threshold, metrics });
  const notes = [
    ...sides.notes,
    ...unequal.map((line) => `differs: ${line}`),
    ...(flags.metric ? [] : [firstToken.note]),
    ...compared.notes,
  ];
  const report = { ...compared, notes };
  const { toMarkdown } = await import('../compare/markdown.js');
  process.stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : toMarkdown(report));
  process.exitCode = exitCodeFor(report);
}

async function instrumented(path: string, rows: readonly LogRow[]): Promise<Instrumented> {
  const { readInstruments } = await import('../results/instrument.js');
  const instruments = readInstruments(
    path,
    rows.map((row) => row.run_id),
  );
  return { rows, instruments };
}

async function read(path: string): Promise<LogRow[]> {
  const { readLog } = await import('../results/read.js');
  const { rows, problems } = await readLog(path);
  for (const { line, message } of problems.slice(0, 5))
    log.warn(`${path}${line === null ? '' : `, line ${line}`}: ${message}`);
  if (problems.length > 5) log.warn(`${path}: ${problems.length - 5} more problems`);
  return rows;
}
