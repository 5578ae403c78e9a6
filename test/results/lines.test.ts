import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Line, readLines } from '../../src/results/lines.js';
import { fc } from '../support/fast-check.js';
import { inScratch } from '../support/scratch.js';

const test = suite('results/lines');

test('chunks of any size read the same: split letters, endings and torn tails included', () =>
  inScratch((folder) => {
    const path = join(folder, 'lines.txt');
    const piece = fc.constantFrom('a', 'é', '\u{1f600}', '\n', '\r\n', ',', '');
    return fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        (pieces, chunkBytes) => {
          writeFileSync(path, pieces.join(''));
          assert.equal([...readLines(path, chunkBytes)], [...readLines(path)]);
        },
      ),
      { numRuns: 300 },
    );
  }));

test('lines, and a torn one', () =>
  inScratch((folder) => {
    const path = join(folder, 'lines.txt');
    writeFileSync(path, 'one\r\n\ntw');
    const expected: Line[] = [
      { line: 1, text: 'one', problem: null },
      { line: 2, text: '', problem: null },
      { line: 3, text: '', problem: 'torn row of 2 bytes left out (no final newline)' },
    ];
    assert.equal([...readLines(path)], expected);
  }));

test.run();
