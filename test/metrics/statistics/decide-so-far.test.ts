import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decideTogether } from '../../../src/analysis/ways/decide-together.js';
import { confidenceSequence } from '../../../src/metrics/statistics/confidence-sequence.js';
import { decideSoFar } from '../../../src/metrics/statistics/decide-so-far.js';
import { holm } from '../../../src/metrics/statistics/holm.js';
import { rescale } from '../../../src/metrics/statistics/interval.js';
import { studentInterval } from '../../../src/metrics/statistics/mean-interval.js';
import { seededRandom } from '../../../src/workload/random.js';
import { playBlocks } from '../../support/played-verdict.js';

const OPTIONS = { threshold: 0.05, blocksLeft: 10 };
const TWICE = [0.69, 0.7, 0.68, 0.71];
const EQUAL = [0.001, 0.002, 0, 0.003];
const UNSURE = [0.12, 0.05, 0.02, 0.1];

const decisions = (series: number[][], options = OPTIONS) =>
  decideSoFar(series, options).map(({ decision }) => decision);

test('greater, less, same, and what is still open', () => {
  const seen = decideSoFar([TWICE, TWICE.map((x) => -x), EQUAL, UNSURE], OPTIONS);
  assert.equal(
    seen.map(({ decision, standing }) => [decision, standing]),
    [
      ['greater', 'decided'],
      ['less', 'decided'],
      ['same', 'decided'],
      ['cannot tell', 'open'],
    ],
  );
  assert.equal(
    seen.slice(0, 3).map(({ blocksNeeded }) => blocksNeeded),
    [0, 0, 0],
  );
  assert.ok(seen[3]!.blocksNeeded! > 0);
});

test('the first block gives an estimate, and the first two decide nothing', () => {
  const [first] = decideSoFar([[Math.log(2)]], OPTIONS);
  assert.is(first!.interval.estimate, 2);
  assert.is(first!.decision, 'cannot tell');
  assert.is(first!.standing, 'open');
  assert.is(first!.blocksNeeded, null);
  assert.equal(decisions([[0.7, 0.7]]), ['cannot tell']);
});

test('out of reach: too few blocks left for an interval, or for this spread', () => {
  const standing = (values: number[], blocksLeft: number) =>
    decideSoFar([values], { ...OPTIONS, blocksLeft })[0]!.standing;
  assert.is(standing([0.7, 0.7], 0), 'out of reach');
  assert.is(standing([0.7], 2), 'open');
  assert.is(standing(UNSURE, 0), 'out of reach');
  const wild = [0.1, -0.4, 0.3, 0.05, -0.2];
  assert.is(standing(wild, 5), 'out of reach');
  assert.is(standing(wild, Number.POSITIVE_INFINITY), 'open');
});

test('values without spread are decided at once', () => {
  assert.equal(
    decisions([
      [0, 0, 0],
      [0.2, 0.2, 0.2],
      [0.02, 0.02, 0.02],
    ]),
    ['same', 'greater', 'same'],
  );
});

test('comparisons may have different numbers of blocks', () => {
  assert.equal(decisions([TWICE, TWICE.slice(0, 3), [0.7]]), ['greater', 'greater', 'cannot tell']);
});

test('the side of 1 is said where it is known, of a small difference too', () => {
  const small = [0.019, 0.02, 0.021, 0.02, 0.02];
  const sides = decideSoFar([TWICE, small, EQUAL, [0.7]], OPTIONS).map(({ side }) => side);
  assert.equal(sides, ['above', 'above', null, null]);
});

test('a side that does not pass among many is not said', () => {
  const barely = [0.015, 0.025, 0.024, 0.016, 0.02]; // different from 1 alone, and not among 60
  const noise = Array.from({ length: 59 }, () => [0.3, -0.3, 0.2, -0.2]);
  const same = Array.from({ length: 59 }, () => [0, 0, 0, 0]);
  const side = (series: number[][]) => decideSoFar(series, OPTIONS)[0]!.side;
  assert.is(side([barely]), 'above');
  assert.is(side([barely, ...noise.map((one) => one.map((x) => x * 100))]), null);
  assert.is(side([barely, ...same]), null);
});

test('one difference is claimed alone, and not among many that show none: those share the error', () => {
  const difference = [0.1, 0.12, 0.09, 0.11]; // p = 0.0051 at any look
  const noise = Array.from({ length: 19 }, () => [0.3, -0.3, 0.2, -0.2]);
  assert.is(decisions([difference])[0], 'greater');
  assert.is(decisions([difference, ...noise])[0], 'cannot tell');
  const obvious = Array.from({ length: 19 }, () => TWICE);
  assert.is(decisions([difference, ...obvious])[0], 'greater');
});

test('different exactly where Holm lets the p-values of the confidence sequences through, and beyond the threshold', () => {
  const random = seededRandom(5);
  for (let round = 0; round < 200; round++) {
    const effects = Array.from({ length: 4 }, () => [0, 0.03, 0.1, 0.6]);
    const played = playBlocks(effects, { sigma: 0.08, tails: 'normal' }, random);
    const blocks = Array.from({ length: 3 + (round % 10) }, () => played.next().value);
    const series = effects.flat().map((_, i) => blocks.map((block) => block[i]!));
    const sequences = series.map((values) => confidenceSequence(values));
    const adjusted = holm(sequences.map(({ pValue }) => pValue!));
    const expected = sequences.map(
      ({ estimate }, i) => adjusted[i]! <= 0.05 && Math.abs(estimate) > Math.log1p(0.05),
    );
    const claimed = decisions(series).map((decision) => decision === 'greater' || decision === 'less');
    assert.equal(claimed, expected);
  }
});

test('the rule for one look, asked afterwards, says the same of all that is decided', () => {
  const random = seededRandom(6);
  for (let round = 0; round < 100; round++) {
    const played = playBlocks([[0, 0.01, 0.1, 0.6]], { sigma: 0.03, tails: 'heavy' }, random);
    const blocks = Array.from({ length: 3 + (round % 20) }, () => played.next().value);
    const series = [0, 1, 2, 3].map((i) => blocks.map((block) => block[i]!));
    const afterwards = decideTogether(
      series.map((values) => rescale(studentInterval(values), Math.exp)),
      'none false',
    );
    for (const [i, decision] of decisions(series).entries()) {
      if (decision !== 'cannot tell') assert.is(afterwards[i]!.decision, decision);
    }
  }
});

test('a value that is no number, and a series without one, are refused by name', () => {
  assert.throws(() => decideSoFar([TWICE, [0.1, Number.NaN]], OPTIONS), /got NaN in block 1 of comparison 1/);
  assert.throws(() => decideSoFar([[]], OPTIONS), /got no value of comparison 0; leave it out/);
});

test.run();
