import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allMissingDocuments, missingDocuments, missingPaths } from './documents.js';

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

test.run();
