import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseLine, splitCells } from '../../src/results/split.js';
import { fc } from '../support/fast-check.js';

const test = suite('results/split');

test('any line is cut as csv-parse cuts it', () => {
  const line = fc.array(fc.constantFrom('"', ',', 'x', ' ', '', '"x,y"', '""', '\r', '\\'), {
    maxLength: 12,
  });
  return fc.assert(
    fc.property(line, (parts) => {
      const text = parts.join('');
      if (text !== '') assert.equal(splitCells(text), parseLine(text));
    }),
    { numRuns: 3000 },
  );
});

test('by hand', () => {
  assert.equal(splitCells('a,"b, c",,"say ""no""",'), ['a', 'b, c', '', 'say "no"', '']);
  assert.is(splitCells('a,b"c'), undefined);
});

test.run();
