import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CellComparison } from '../../src/compare/comparison.js';
import { toMarkdown } from '../../src/compare/markdown.js';

const compared = (
  changes: Partial<CellComparison>,
  [estimate, low, high]: readonly [number, number | null, number | null],
): CellComparison => ({
  cell: 'streaming',
  metric: 'latency',
  base: 100,
  next: 100 * estimate,
  counts: 'trials',
  trials: { base: 12, next: 12 },
  ratio: { estimate, low, high, pValue: low === null ? null : 0.02, n: 12, method: 'welch' },
  adjustedPValue: 0.3,
  verdict: 'cannot tell',
  direction: null,
  sure: false,
  trialsNeeded: 137,
  ...changes,
});

const told = (one: CellComparison) =>
  toMarkdown({ threshold: 0.05, comparisons: [one], notes: [] }).split('\n')[2];

test('what is decided: the change as exactly as it is known, and the verdict', () => {
  const worse = compared({ verdict: 'worse', direction: 'worse', sure: true }, [1.253, 1.199, 1.311]);
  assert.is(told(worse), '| streaming | mean latency | 100 ms | 125 ms | +25 % (+20 to +31) | **worse** |');
  const same = compared({ verdict: 'same' }, [0.9967, 0.9884, 1.0062]);
  assert.is(told(same), '| streaming | mean latency | 100 ms | 99.7 ms | −0.3 % (−1.2 to +0.6) | same |');
});

test('what is not: what is known of it all the same, and what would settle it', () => {
  const verdict = (changes: Partial<CellComparison>, low: number | null = 1.01) =>
    told(compared(changes, [1.06, low, low && 1.12]))!
      .split(' | ')
      .at(-1);
  const settled = '(about 140 repeats a side would settle it; now 12 and 12)';
  assert.is(verdict({}, 0.97), `cannot tell ${settled} |`);
  assert.is(verdict({ direction: 'worse' }), `probably worse ${settled} |`);
  assert.is(verdict({ direction: 'better', sure: true }), `better, perhaps by less than 5 % ${settled} |`);
  assert.is(
    verdict({ trialsNeeded: null }, 0.97),
    'cannot tell (noise too large for any sensible number of repeats) |',
  );
  assert.is(
    verdict({ trialsNeeded: 5, trials: { base: 1, next: 2 } }, null),
    'cannot tell (too few repeats: now 1 and 2; 5 a side may do) |',
  );
});

test('the conclusion counts, and says the rule once; of "probably" only where it was said', () => {
  const comparisons = [
    compared({ verdict: 'worse', direction: 'worse', sure: true }, [1.2, 1.1, 1.3]),
    compared({}, [1.06, 0.9, 1.2]),
  ];
  const rule =
    "1 worse, 1 undecided. A change counts from 5 % on, if its 95 % interval (in brackets) excludes none and it passes Holm's correction for all comparisons";
  assert.match(toMarkdown({ threshold: 0.05, comparisons, notes: [] }), `${rule}.`);
  const likely = [...comparisons, compared({ direction: 'better' }, [0.9, 0.8, 0.99])];
  assert.match(
    toMarkdown({ threshold: 0.05, comparisons: likely, notes: [] }),
    `${rule.replace('1 undecided', '2 undecided')}; "probably": by its own interval alone.`,
  );
});

test.run();
