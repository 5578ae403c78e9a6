import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { linked } from '../../../src/analysis/rows/linked.js';

const test = suite('analysis/linked');

/** `a1`: way a in block 1. */
const parts = (...items: string[]) =>
  linked(
    items,
    ([way]) => way!,
    ([, block]) => block!,
  ).map((part) => part.join(' '));

test('ways of one block belong together, and so do those that a chain of blocks links', () => {
  assert.equal(parts('a1', 'b1', 'a2', 'b2'), ['a1 b1 a2 b2']);
  assert.equal(parts('a1', 'b1', 'b2', 'c2', 'c3', 'd3'), ['a1 b1 b2 c2 c3 d3']);
});

test('ways that nothing links are apart, until a block does', () => {
  assert.equal(parts('a1', 'b1', 'c2', 'd2'), ['a1 b1', 'c2 d2']);
  assert.equal(parts('a1', 'b2', 'c3', 'a4', 'c4'), ['b2', 'a1 c3 a4 c4']);
});

test.run();
