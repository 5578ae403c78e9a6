/** Notebooks under real Jupyter, through the verb a user calls; those of the files beside this one run at the same time. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inScratch } from '../support/scratch.js';
import { isArticle, report, SAMPLE } from './report-pages.js';

const test = suite('cli/report');

test('on the sample: the answer comes first, every figure has a title, a picture, alt text and a caption', () =>
  inScratch(async (folder) => {
    const [sizes, load, model] = await report(folder, ['03-batch-size', '04-under-load', '05-model'], SAMPLE);
    for (const page of [sizes, load, model]) isArticle(page!);
    for (const page of [sizes, model]) assert.match(page?.body.textContent ?? '', 'sample/grid.csv');
  }));

test.run();
