import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  change,
  counted,
  countsOf,
  crossingSize,
  digits,
  duration,
  exact,
  mebibytes,
  percent,
  time,
  times,
  timesRange,
  tokensPerSecond,
} from '../../src/analysis/format.js';
import type { Interval } from '../../src/metrics/statistics/interval.js';

const test = suite('analysis/format');

const of = (estimate: number, low: number | null = null, high: number | null = null): Interval => ({
  estimate,
  low,
  high,
  n: low === null ? 2 : 6,
  pValue: null,
  method: low === null ? 'none' : 't',
});

/** Each with the text that a person would write. */
function written(format: (interval: Interval) => string, cases: Readonly<Record<string, Interval>>): void {
  for (const [text, interval] of Object.entries(cases)) assert.is(format(interval), text);
}

test('rounded where the interval begins: one digit of its half, two if that is a 1', () => {
  written(times, {
    '1.63× (1.54–1.73)': of(1.6321, 1.5372, 1.7312),
    '62× (59–65)': of(61.9, 59.2, 64.8),
    '8.8× (8.3–9.3)': of(8.8, 8.31, 9.32),
    '1.2× (1.1–1.4)': of(1.24, 1.09, 1.44),
  });
  written(tokensPerSecond, {
    '2570 tok/s (2380–2760)': of(2565, 2380, 2760),
    '2600 tok/s (2400–2800)': of(2565, 2360, 2765),
    '1350 tok/s (1240–1480)': of(1353, 1240, 1477),
  });
  written(duration, {
    '470 ms (440–510)': of(472, 437, 509),
    '7.6 ms (7.3–7.9)': of(7.61, 7.34, 7.9),
    '2.4 s (2.2–2.6)': of(2400, 2200, 2600),
  });
});

test('a wide interval leaves an "about", a very wide one itself alone', () => {
  written(times, { 'about 5×': of(4.83, 3.46, 6.95), '5.9–45×': of(16.3, 5.86, 45.3) });
  written(mebibytes, { '−0.50 to 0.57 MiB': of(0.033, -0.5, 0.57), 'about 4 MiB': of(4.4, 1.2, 7.6) });
  written(duration, { '55–580 ms': of(178, 54.8, 577) });
});

test('an interval that rounds to its estimate is not printed', () => {
  written(percent, { '24.4 %': of(0.24412, 0.24408, 0.24416), '0 %': of(0, 0, 0) });
  written(times, { '1.20×': of(1.2, 1.2, 1.2) });
});

test('no interval: about', () => {
  written(times, { 'about 26×': of(26.3) });
  written(duration, { 'about 940 ms': of(938), 'about 1.8 s': of(1822) });
});

test('rounding never moves a bound or an estimate onto "no difference"', () => {
  written(times, {
    '1.24× (1.01–1.47)': of(1.24, 1.012, 1.47),
    '1.24× (0.99–1.51)': of(1.24, 0.99, 1.51),
    '1.004–25×': of(5, 1.004, 25),
    '0.84× (0.70–0.98)': of(0.838, 0.699, 0.981),
    'about 1.3×': of(1.32, 0.7, 2.6),
  });
  written(mebibytes, { '3.0 MiB (2.4–3.6)': of(3, 2.4, 3.6) });
  written(mebibytes, { '0 MiB': of(2.8e-13, 2.8e-13, 2.8e-13) }); // equal, but for the arithmetic
});

test('true minus signs, and no minus before a zero', () => {
  written(mebibytes, { '−24 MiB (−30 to −19)': of(-24.2, -29.6, -19.4) });
  assert.is(digits(-12.34), '−12.3');
  assert.is(digits(-0.0001), '−0.00010');
  assert.is(digits(0), '0');
});

test('shares in percent keep to what is known', () => {
  written(percent, {
    '100 % (96–100)': of(1, 0.963, 1),
    '18 % (16–20)': of(0.179, 0.156, 0.2),
    '0–16 %': of(0.0785, 0, 0.163),
  });
});

test('where the side is not known, only the range says something', () => {
  written(timesRange, {
    '0.97–1.04×': of(1.003, 0.968, 1.039),
    '0.7–1.6×': of(1.1, 0.71, 1.62),
    'about 1.1×': of(1.08),
    '1.05×': of(1.05, 1.05, 1.05),
    '0.4–1.0003×': of(0.61, 0.3982, 1.0003),
  });
});

test('a change in percent, with its sign', () => {
  written(change, {
    '+25 % (+20 to +31)': of(1.253, 1.199, 1.311),
    '−0.3 % (−1.2 to +0.6)': of(0.9967, 0.9884, 1.0062),
    '0 %': of(1, 1, 1),
    'about +3.1 %': of(1.0312),
  });
});

test('where something changes over: a size, and between what it lies', () => {
  const at = (size: number, low: number | null, high: number | null) => crossingSize({ size, low, high });
  assert.is(at(6.82, 2.1, 12.3), '7 (2–12)');
  assert.is(at(5.34, 5.16, 5.52), '5.34 (5.16–5.52)');
  assert.is(at(5.58, 3.28, null), 'about 5.6 (at least 3.3)');
  assert.is(at(5.58, null, 11.2), 'about 5.6 (at most 11)');
  assert.is(at(5.58, null, null), 'about 5.6 (its interval goes beyond the sizes measured)');
});

test('what was set has no zeros at its end', () => {
  assert.equal([4, 22.627, 0.5, 100, 11.6, 20].map(exact), ['4', '22.6', '0.5', '100', '11.6', '20']);
});

test('times, counts and plurals', () => {
  assert.is(time(938.4), '938 ms');
  assert.is(time(1822), '1.82 s');
  assert.equal([counted(1, 'repeat'), counted(6, 'repeat')], ['1 repeat', '6 repeats']);
  assert.is(
    countsOf([
      ['streaming', 140],
      ['batch of 2', 140],
    ]),
    'n = 140 each',
  );
  assert.is(
    countsOf([
      ['streaming', 140],
      ['batch of 2', 138],
    ]),
    'n = 140 for streaming, 138 for batch of 2',
  );
  assert.is(countsOf([['streaming', 140]]), 'n = 140');
});

test.run();
