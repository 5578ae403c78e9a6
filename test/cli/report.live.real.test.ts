/** Reports whose log is not the sample: one that the notebook measures itself, and one that holds nothing. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BAD_LOGS } from '../support/bad-logs.js';
import { inScratch } from '../support/scratch.js';
import { report, SAMPLE } from './report-pages.js';

const test = suite('cli/report on other logs');

test('live: a small matrix is measured, into a log beside the page: the one that was named stays as it is', () =>
  inScratch(async (folder) => {
    const log = join(folder, 'read.csv');
    const header = readFileSync(SAMPLE, 'utf8').split('\n', 1)[0]!;
    writeFileSync(log, `${header}\n`);
    Object.assign(process.env, { STREAMBATCH_PROMPT_LIMIT: '4', STREAMBATCH_REPEATS: '1' });
    const [live] = await report(folder, ['01-benchmark'], log);
    // 4 prompts, each asked twice, so that the batch of 8 is full
    assert.match(live?.body.textContent ?? '', /24 requests in 3 trials, appended to/);
    assert.is(readFileSync(log, 'utf8'), `${header}\n`);
    assert.is(readFileSync(join(folder, '01-benchmark.csv'), 'utf8').trim().split('\n').length, 25);
    assert.match(live?.querySelector('.streambatch-opening')?.textContent ?? '', /^Cannot tell/);
  }));

// What every notebook says of poor logs: analysis/bad-logs.notebooks.test.ts
test('on a log without a row: the sample is shown, and that it is the sample', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'poor.csv');
    writeFileSync(path, BAD_LOGS['zero rows']!);
    const [page] = await report(folder, ['02-analysis'], path);
    const text = page?.body.textContent ?? '';
    for (const words of [
      /This is the recorded sample, not your log/,
      /no request that can be used; npx streambatch run/,
    ])
      assert.match(text, words);
  }));

test.run();
