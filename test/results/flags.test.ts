import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { countFlags, flagged } from '../../src/results/flags.js';
import { aRow } from '../support/row.js';

test('flags add up, each once; no flags leave the row as it is', () => {
  const row = aRow();
  assert.is(flagged(row, []), row);
  const once = flagged(row, ['swap', 'drift']);
  assert.is(once.flags, 'swap;drift');
  assert.is(flagged(once, ['drift', 'cpu-busy']).flags, 'swap;drift;cpu-busy');
});

test('counted with reasons, most frequent first', () => {
  const rows = [
    aRow({ flags: 'swap' }),
    aRow({ flags: 'drift;swap' }),
    aRow(),
    aRow({ flags: 'from-the-future' }),
  ];
  const counts = countFlags(rows);
  assert.equal(
    counts.map(({ flag, rows: count }) => [flag, count]),
    [
      ['swap', 2],
      ['drift', 1],
      ['from-the-future', 1],
    ],
  );
  assert.match(counts[0]!.reason, 'swapped out');
  assert.equal(countFlags([]), []);
});

test.run();
