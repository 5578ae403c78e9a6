import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { circles, importGraph } from './circles.js';
import { sources } from './sources.js';

const test = suite('rooms/circles');

test('no file of src/ imports, by whatever way round, itself', () => {
  assert.equal(circles(importGraph(sources())), []);
});

test('finds circles of types, of two, of three, of one, and circles that share a file', () => {
  const graph = importGraph([
    { file: 'model/a.ts', text: "import type { B } from './b.js';" },
    { file: 'model/b.ts', text: "export { a } from './a.js';" },
    { file: 'c.ts', text: "import './engine/d.js';" },
    { file: 'engine/d.ts', text: "import { e } from '../engine/e.js';\nimport './f.js';" },
    { file: 'engine/e.ts', text: "const c = await import('../c.js');" },
    { file: 'engine/f.ts', text: "import './d.js';" },
    { file: 'g.mjs', text: "import './g.mjs';" },
  ]);
  assert.equal(circles(graph), [['model/a', 'model/b'], ['c', 'engine/d', 'engine/e', 'engine/f'], ['g']]);
});

test('two ways to the same file are no circle', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', ['d']],
    ['c', ['d', 'b']],
    ['d', []],
  ]);
  assert.equal(circles(graph), []);
});

test.run();
