import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { privateModifiers } from './private.js';
import { filesOf } from './sources.js';

const test = suite('rooms/private');

test('what is private is so at run time: # and no modifier', () => {
  assert.equal(
    ['src', 'test'].flatMap((folder) => privateModifiers(filesOf(folder, /\.ts$/))),
    [],
  );
});

const MODIFIER = 'private'; // or this file would be found

test('finds members and parameters, and leaves constructors and prose', () => {
  for (const line of [
    'readonly a: number;',
    'a = 1;',
    'static async a(): Promise<void> {}',
    'get a() {}',
    'a<T>(b: T) {',
    'readonly a: number, readonly b: number) {}',
    'a?: number) {}',
  ])
    assert.equal(privateModifiers([{ file: 'a.ts', text: `  ${MODIFIER} ${line}` }]).length, 1, line);
  for (const text of [
    `  ${MODIFIER} constructor(readonly a: number) {}`,
    `  /** A ${MODIFIER} room, */`,
    '  #a = 1;',
  ])
    assert.equal(privateModifiers([{ file: 'a.ts', text }]), []);
});

test.run();
