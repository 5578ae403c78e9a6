import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { briefly } from '../../src/analysis/format.js';
import { experiments } from '../../src/analysis/rows/experiment.js';
import { summary } from '../../src/analysis/ways/summary.js';
import { checkoutRoot } from '../../src/checkout.mjs';
import { readLog } from '../../src/results/read.js';
import { wayLabel } from '../../src/ways.js';
import { allMissingDocuments, missingDocuments, missingPaths, read } from './documents.js';

test('no comment and no document speaks of a document that is not there', () => {
  assert.equal(allMissingDocuments(), []);
});

test('a document that is not there is noticed, in whatever form it is named', () => {
  const missing = (text: string) => missingDocuments(text, 'src/model/graph.ts');
  assert.equal(missing('see HANDBOOK.md'), ['HANDBOOK.md']);
  assert.equal(missing('what NOTEBOOKS says'), ['NOTEBOOKS.md']);
  assert.equal(missing('in ../shared/models'), ['../shared/models']);
  assert.equal(missing('README.md, https://github.com/ggml-org/ggml/blob/master/docs/gguf.md'), []);
});

for (const document of ['README.md', 'data/README.md', 'src/DESIGN.md', '.github/CONTRIBUTING.md']) {
  test(`${document} names only paths that there are`, () => {
    assert.equal(missingPaths(document), []);
  });
}

test('the map of README has every room of src/, and no other', () => {
  const [, map = ''] = /\n## Map of the source\n([\s\S]*?)\n## /.exec(read('README.md')) ?? [];
  const first = [...map.matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell]) => cell!).join();
  const named = [...first.matchAll(/`([\w.-]+)\/?`/g)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'src');
  const inSource = readdirSync(join(checkoutRoot, 'src'), { withFileTypes: true });
  const rooms = inSource.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  assert.equal(
    rooms.filter((room) => !named.includes(room)),
    [],
  );
  assert.equal(
    named.filter((name) => !inSource.some((entry) => entry.name === name)),
    [],
  );
});

test('what README says under the picture is what the recorded sample says', async () => {
  const { rows } = await readLog(join(checkoutRoot, 'data', 'sample', 'inference_logs.csv'));
  const cells = summary(experiments(rows)[0]!.rows);
  const cell = (name: string) => cells.find(({ way }) => wayLabel(way) === name)!;
  const [streaming, batch, continuous] = ['streaming', 'batch of 16', 'continuous, 8 at once'].map(cell);
  const times = (one: typeof streaming) =>
    (one!.throughputTps!.estimate / streaming!.throughputTps!.estimate).toFixed(1);
  const sentence = [
    `Streaming one request at a time shows its first token after ${briefly(streaming!.firstSeenMs!)}`,
    `a batch of 16 makes ${times(batch)} times as many tokens a second and shows nothing for ${briefly(batch!.firstSeenMs!)}`,
    `continuous batching of 8 makes ${times(continuous)} times as many and shows its first token after ${briefly(continuous!.firstSeenMs!)}.`,
  ].join('; ');
  assert.match(read('README.md'), `**${sentence}**`);
});

test.run();
