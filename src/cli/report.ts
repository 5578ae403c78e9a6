import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { checkoutRoot, isCheckout, reportFolder } from '../checkout.mjs';
import { InputError } from '../errors.js';
import { scanRows } from '../results/read.js';
import { interruptible } from './interrupt.js';

interface ReportOptions {
  readonly notebook: readonly string[];
  readonly out: string;
  readonly format: 'html' | 'pdf' | 'ipynb';
  readonly log?: string;
  readonly json?: boolean;
}

const NOTEBOOKS = join(checkoutRoot, 'notebooks');

const ONLY_A_CHECKOUT =
  'a report is an executed notebook, and only a checkout of streambatch has those, with their Jupyter, tslab and danfo: ' +
  'clone its repository and give `npm run report -- --log <file>` there; `run` and `compare` print their verdicts here';

/** `streambatch report`: executes notebooks and writes each as one page that opens anywhere. */
export function addReport(program: Command): void {
  program
    .command('report')
    .description('execute the analysis and write it as one self-contained page')
    .option('--notebook <name...>', 'which: a name in notebooks/, or a path', ['02-analysis'])
    .option('--out <folder>', 'where to write', reportFolder)
    .addOption(
      new Option(
        '--format <type>',
        'html: a page; pdf: the page, and printed by your Chromium or Chrome; ipynb: the notebook with its outputs',
      )
        .choices(['html', 'pdf', 'ipynb'])
        .default('html'),
    )
    .option('--log <file>', 'the log to analyse (default: data/inference_logs.csv, else the recorded sample)')
    .option('--json', 'the paths as JSON on stdout')
    .action((options: ReportOptions) => interruptible((signal) => report(options, signal)));
}

async function report(
  { notebook, out, format, log, json }: ReportOptions,
  signal: AbortSignal,
): Promise<void> {
  if (!isCheckout) throw new InputError(ONLY_A_CHECKOUT);
  const paths = notebook.map(notebookPath);
  if (log !== undefined) requireLog(log);
  if (log !== undefined && paths.some((path) => resolve(log) === ownLog(path, out))) {
    throw new InputError(`--log ${log} is where the notebook puts what it measures; name another --out`);
  }
  const { findBrowser, printPage } = await import('./print-page.js');
  const browser = format === 'pdf' ? findBrowser() : null;
  const { executeNotebook } = await import('../kernel/execute-notebook.js');
  const { finishPage } = await import('../analysis/display/report-page.js');
  const reports: { notebook: string; path: string }[] = [];
  for (const path of paths) {
    const target = join(resolve(out), `${basename(path, '.ipynb')}.${format}`);
    const environment: Record<string, string> = { STREAMBATCH_OUT: ownLog(path, out) };
    if (log !== undefined) environment.STREAMBATCH_LOG = resolve(log);
    const page = browser ? target.replace(/pdf$/, 'html') : target;
    await executeNotebook({ notebook: path, out: page, environment, signal });
    if (format !== 'ipynb') await writeFile(page, finishPage(await readFile(page, 'utf8')));
    if (browser) await printPage(browser, page, target, signal);
    reports.push({ notebook: basename(path, '.ipynb'), path: target });
    if (!json) process.stdout.write(`report: ${relative('.', target)}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify({ reports }, null, 2)}\n`);
}

/** What a notebook measures goes into a log of its own, beside its page: a report adds nothing to the log it reads. */
const ownLog = (notebook: string, out: string): string =>
  join(resolve(out), `${basename(notebook, '.ipynb')}.csv`);

/** A file that is no log is refused before anything runs; one without usable rows gets a report that says so. */
function requireLog(path: string): void {
  if (!existsSync(path)) throw new InputError(`there is no log "${path}"; give one that exists`);
  scanRows(path, () => {}).next();
}

function notebookPath(name: string): string {
  const path = [name, join(NOTEBOOKS, name), join(NOTEBOOKS, `${name}.ipynb`)].find(
    (candidate) => candidate.endsWith('.ipynb') && existsSync(candidate),
  );
  if (!path)
    throw new InputError(`there is no notebook "${name}" in notebooks/, nor a .ipynb file of that path`);
  return path;
}
