import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { repeatsFor, THROUGHPUT, told, WHOLE_ANSWER } from '../../../src/analysis/answers/difference.js';
import { decideTogether } from '../../../src/analysis/ways/decide-together.js';
import type { Comparison } from '../../../src/analysis/ways/ratios.js';
import type { Interval } from '../../../src/metrics/statistics/interval.js';
import { batchOf, STREAMING } from '../../support/rows.js';

const test = suite('analysis/answers/difference');

/** A batch of 8 against streaming, among 30 comparisons of which the others show nothing. */
function among(estimate: number, low: number | null, high: number | null, pValue: number | null): Comparison {
  const n = low === null ? 2 : 6;
  const ratio: Interval = { estimate, low, high, pValue, n, method: 't' };
  const others = Array.from({ length: 29 }, (): Interval => ({ ...ratio, pValue: 0.9 }));
  const [outcome] = decideTogether([ratio, ...others], 'none false');
  const ways = { way: batchOf(8), base: STREAMING };
  return { metric: 'throughputTps', ...ways, ratio, difference: ratio, ...outcome! };
}

const says = (text: string, comparison: Comparison, certain = true) =>
  assert.equal(told(comparison, THROUGHPUT), { text, certain });

test('decided: a difference with its size, or the same', () => {
  says(
    'With a batch of 8, throughput is 1.63× (1.54–1.73) higher than with streaming.',
    among(1.63, 1.54, 1.73, 1e-6),
  );
  says(
    'With a batch of 8, throughput is 2.0× (1.6–2.5) lower than with streaming.',
    among(0.5, 0.4, 0.625, 1e-6),
  );
  says(
    'With a batch of 8, throughput is the same within 5 % as with streaming.',
    among(1.01, 0.98, 1.04, 0.4),
  );
});

test('sure alone and not among 30: probably, how large, and what would make it sure', () => {
  says(
    'Throughput is probably higher with a batch of 8 than with streaming, 5.9–45×; about 10 repeats would settle it (6 so far).',
    among(16.3, 5.86, 45.3, 0.003),
    false,
  );
});

test('sure among 30, but perhaps too small to matter: the side is said, and what is not known', () => {
  says(
    'Throughput is higher with a batch of 8 than with streaming, 1.04× (1.02–1.06), but whether by more than 5 % cannot be told; about 40 repeats would settle it (6 so far).',
    among(1.0365, 1.018, 1.056, 1e-5),
  );
});

test('neither: no side is hinted at', () => {
  says(
    'Cannot tell whether throughput is higher or lower with a batch of 8 than with streaming: 0.9–1.4×; about 100 repeats would settle it (6 so far).',
    among(1.13, 0.94, 1.37, 0.2),
    false,
  );
});

test('two repeats have no interval; noise may be too large for any number of them', () => {
  assert.is(
    told(among(26.3, null, null, null), WHOLE_ANSWER).text,
    'Too few repeats to tell whether the whole answer is later or sooner with a batch of 8 than with streaming: about 26× after 2; 5 may do.',
  );
  const hopeless = among(1.049, 0.3, 3.7, 0.9);
  assert.is(repeatsFor(hopeless), null);
  assert.match(
    told(hopeless, THROUGHPUT).text,
    /0\.30–3\.7×; no sensible number of repeats would settle it\.$/,
  );
});

test.run();
