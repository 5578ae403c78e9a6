import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXPORTED_ALL_THE_SAME } from './exceptions.js';
import { unusedExports } from './exports.js';
import { filesOf } from './sources.js';

const test = suite('rooms/exports');

test('what src/ exports is used by another file of it, public, or an exception that still is one', () => {
  const found = unusedExports(filesOf('src', /\.(ts|mjs|cjs)$/));
  assert.equal(found.sort(), Object.values(EXPORTED_ALL_THE_SAME).flat().sort());
});

test('finds what nobody, and what only its own file uses', () => {
  const found = unusedExports([
    {
      file: 'a.ts',
      text: 'export const used = 1;\nexport function unused() {}\nexport const own = used + own();',
    },
    { file: 'b.ts', text: "import { used } from './a.js';\nexport class Lone {}\nconst unused = used;" },
  ]);
  assert.equal(found, ['a: own', 'b: Lone']); // `unused` is a word of b, which imports a: taken for a use
});

test('follows export *, and takes neither a namespace nor another file’s word for a use', () => {
  const found = unusedExports([
    { file: 'index.ts', text: "export * as all from './room/index.js';\nexport { listed } from './c.js';" },
    { file: 'room/index.ts', text: "export * from './one.js';\nexport * from './two.js';" },
    { file: 'room/one.ts', text: 'export const one = 1;\nexport async function three() {}' },
    { file: 'room/two.ts', text: 'export const two = 2;' },
    { file: 'c.ts', text: "import { one } from './room/index.js';\nexport const listed = one;" },
    { file: 'd.ts', text: 'const two = 2;' },
  ]);
  assert.equal(found, ['room/one: three', 'room/two: two']);
});

test('a type may be there for the signature of its own file, not for nothing', () => {
  const text = 'export interface Options {}\nexport type Lone = 1;\nexport function use(options: Options) {}';
  const found = unusedExports([
    { file: 'a.ts', text },
    { file: 'b.ts', text: "import { use } from './a.js';" },
  ]);
  assert.equal(found, ['a: Lone']);
});

test.run();
