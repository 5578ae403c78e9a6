/** The cells of the notebooks in this process: what Jupyter, the kernel and the page make of them is left to the tests of `report`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { JSDOM } from 'jsdom';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { BAD_LOGS } from './bad-logs.js';

const test = suite('analysis/bad-logs.notebooks');

const cache = join(checkoutRoot, '.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'notebooks-')); // inside the checkout, where the cells' imports are found
test.after(() => rmSync(folder, { recursive: true }));

/** A kernel as the analysis sees it: the loaded module with its writer. */
const shown: string[] = [];
const lastWriteDisplayData = ({ data }: { data: Record<string, string> }) => shown.push(data['text/html']!);
Object.assign(createRequire(import.meta.url).cache, {
  '/elsewhere/tslab/dist/jupyter.js': { exports: { lastWriteDisplayData } },
});

const ANALYSIS = pathToFileURL(join(checkoutRoot, 'src', 'analysis', 'index.ts')).href;

/** The code of a notebook as a function, its imports before it. */
async function load(notebook: string): Promise<() => Promise<void>> {
  const { cells } = JSON.parse(readFileSync(join(checkoutRoot, 'notebooks', `${notebook}.ipynb`), 'utf8'));
  const code = cells
    .filter((cell: { cell_type: string }) => cell.cell_type === 'code')
    .map(({ source }: { source: string | string[] }) => [source].flat().join(''))
    .join('\n');
  const [imports] = code.match(/^import [^;]*;/)!;
  const body = code.slice(imports.length);
  const path = join(folder, `${notebook}.ts`);
  const from = imports.replace("'streambatch/analysis'", `'${ANALYSIS}'`);
  writeFileSync(path, `${from}\nexport async function run(): Promise<void> {${body}\n}\n`);
  return (await import(pathToFileURL(path).href)).run;
}

/** What a reader sees. */
async function read(run: () => Promise<void>, log: keyof typeof BAD_LOGS): Promise<string> {
  const path = join(folder, 'poor.csv');
  writeFileSync(path, BAD_LOGS[log]!);
  process.env.STREAMBATCH_LOG = path;
  shown.length = 0;
  await run();
  // scripts of figures and plotly's own source are no words
  return shown
    .filter((html) => !html.includes('__plotlyReady') || html.includes('<figcaption'))
    .map((html) => new JSDOM(html.replace(/<script.*?<\/script>/gs, '')).window.document.body.textContent)
    .join('\n');
}

/** Logs that a notebook can do little with, and what one of them must then say. */
const POOR: readonly (readonly [log: keyof typeof BAD_LOGS, notebook: string, says: readonly RegExp[]])[] = [
  [
    'zero rows',
    '02-analysis',
    [
      /the recorded sample, not your log\. .*no request of a benchmark; npx streambatch run/,
      /no request that can be used; npx streambatch run/,
      /When is streaming better than batch\?/,
    ],
  ],
  [
    'columns missing that may be',
    '03-batch-size',
    [/Not in this log/, /no column peak_memory_mb, prompt_tokens/, /Static batch: cannot tell/],
  ],
  [
    'one request of a load',
    '04-under-load',
    [
      /Not in this log: open loads/,
      /\(no bounds: loads too short\), the highest rate tried; .* of 1 request kept it/,
    ],
  ],
  [
    'streaming only',
    '05-model',
    [/the recorded sample, not your log/, /half of the predictions are within/i],
  ],
];

for (const notebook of ['02-analysis', '03-batch-size', '04-under-load', '05-model']) {
  test(`${notebook}: every cell runs on a poor log, and says what is missing, or shows the sample and says so`, async () => {
    const run = await load(notebook);
    for (const [log, wordy, says] of POOR) {
      const text = await read(run, log);
      assert.ok(text.length > 500, log);
      if (wordy !== notebook) continue;
      for (const words of says) assert.match(text, words);
    }
  });
}

test.run();
