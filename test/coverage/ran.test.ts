import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ran } from './ran.js';

const test = suite('coverage/ran');

const range = (startOffset: number, endOffset: number, count: number) => ({ startOffset, endOffset, count });

test('the innermost range decides, in whatever order V8 tells of functions', () => {
  const inner = { ranges: [range(2, 8, 3), range(4, 6, 0)] };
  const outer = { ranges: [range(0, 10, 1)] };
  const uncalled = { ranges: [range(8, 9, 0)] };
  for (const functions of [
    [outer, inner, uncalled],
    [uncalled, inner, outer],
  ])
    assert.is(ran(functions, 10).join(''), '1111001101');
});

test('a block that starts where its function does', () => {
  assert.is(ran([{ ranges: [range(0, 6, 1), range(0, 3, 0)] }], 6).join(''), '000111');
});

test.run();
