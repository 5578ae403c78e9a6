import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { againstTheOrder, rootFiles } from './analysis.js';

const test = suite('rooms/analysis');

test('analysis goes from rows to ways to answers to figures', () => {
  assert.equal(againstTheOrder(), []);
});

test('notices an import against the order, and one of a folder by a file at the root', () => {
  const texts: Record<string, string> = {
    'rows/a.ts': "import { b } from '../ways/b.js';\nimport { row } from './row.js';",
    'figures/c.ts': "import { b } from '../ways/b.js';\nimport { LogRow } from '../../results/schema.js';",
    'format.ts': "import { b } from './ways/b.js';",
    'index.ts': "export { b } from './ways/b.js';",
  };
  const found = againstTheOrder(Object.keys(texts), (file) => texts[file]!);
  assert.equal(found, ['rows/a.ts → ways/b.js', 'format.ts → ways/b.js']);
});

test('its root has at most three files beside the index', () => {
  assert.ok(rootFiles().length <= 4, rootFiles().join());
});

test.run();
