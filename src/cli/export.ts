import { type Command, Option } from 'commander';
import { InputError } from '../errors.js';
import { log } from '../logging.js';

const FORMATS = ['bencher', 'customSmallerIsBetter', 'customBiggerIsBetter'] as const;

interface ExportFlags {
  readonly format: (typeof FORMATS)[number];
}

/** `streambatch export`: the newest experiment of a log, for what draws such numbers over many commits. */
export function addExport(program: Command): void {
  program
    .command('export')
    .description('print the numbers of the newest experiment of a log as a tracker of benchmarks reads them')
    .argument('<log>', 'the log')
    .addOption(
      new Option(
        '--format <name>',
        'bencher: Bencher Metric Format; the others: the custom tools of github-action-benchmark, which takes one direction at a time',
      )
        .choices(FORMATS)
        .default(FORMATS[0]),
    )
    .action(exportNumbers);
}

async function exportNumbers(path: string, { format }: ExportFlags): Promise<void> {
  const { readRows } = await import('./read-log.js');
  const { checkRows } = await import('../analysis/rows/check-rows.js');
  const { experiments } = await import('../analysis/rows/experiment.js');
  const { summary } = await import('../analysis/ways/summary.js');
  const { TRACKERS } = await import('./tracked.js');
  const { rows, notes } = checkRows(await readRows(path));
  const [newest, ...others] = experiments(rows);
  if (!newest) {
    const why = notes.join(' ') || 'it has none of a matrix; `run` measures some.';
    throw new InputError(`nothing of ${path} can be printed: ${why}`);
  }
  if (others.length > 0)
    log.warn(`${path}: ${others.length} other experiment(s) left out; printed: ${newest.title}`);
  process.stdout.write(`${JSON.stringify(TRACKERS[format](summary(newest.rows)), null, 2)}\n`);
}
