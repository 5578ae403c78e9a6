import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { STATE_ALL_THE_SAME } from './exceptions.js';
import { filesOf } from './sources.js';
import { moduleState } from './state.js';

const test = suite('rooms/state');

test('no file of src/ keeps state for the life of the process, but for exceptions that still are', () => {
  const found = moduleState(filesOf('src', /\.(ts|mjs|cjs)$/));
  assert.equal(found.sort(), Object.values(STATE_ALL_THE_SAME).flat().sort());
});

const stateIn = (text: string) => moduleState([{ file: 'a.ts', text }]);

test('finds what can be set again, what is filled, and what is written to', () => {
  for (const text of [
    'let a: string | undefined;',
    'export let a = 0;',
    'const a = new Map<string, Set<number>>();',
    'export const a: Set<string> = new Set();',
    'const a = new WeakMap();',
    'const a = new Agent({ keepAlive: true });',
    'const a = [];\nexport const add = (b: string) => a.push(b);',
    'const a = { count: 0 };\nfunction next() {\n  a.count += 1;\n}',
    'const a = new Float32Array(1);\nexport function bits(b: number) {\n  a[0] = b;\n}',
  ])
    assert.equal(stateIn(text), ['a: a'], text);
});

test('leaves constants, and what a function keeps for its own call', () => {
  for (const text of [
    "const A = new Set(['x', 'y']);\nconst B = A.has('x');",
    'export const RANGES = [1, 2];\nconst most = Math.max(...RANGES.map((x) => x + 1));',
    'function f() {\n  let a = 0;\n  const b = new Map();\n  a++;\n  return b;\n}',
    'export const groups = (rows: number[]) => {\n  const groups = new Map();\n  groups.set(1, rows);\n};',
    'const NONE: ReadonlySet<number> = new Set();',
    'const A = { b: 1 };\nconst same = A.b === 1;',
  ])
    assert.equal(stateIn(text), [], text);
});

test.run();
