// Draws the README's picture from the recorded sample: node data/sample/draw-result.mjs (after a build)
import { writeFileSync } from 'node:fs';
import { experiments, figurePng, pareto, summary } from 'streambatch/analysis';
import { readLog } from 'streambatch';

const sample = new URL('inference_logs.csv', import.meta.url).pathname;
const [newest] = experiments((await readLog(sample)).rows);
writeFileSync(new URL('result.png', import.meta.url), await figurePng(pareto(summary(newest.rows))));
console.log(`result.png: ${newest.title}`);
