import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadAnswer, loadOpening, rateText } from '../../../src/analysis/answers/load.js';
import { loads } from '../../../src/analysis/ways/loads.js';
import { sustained } from '../../../src/analysis/ways/sustained.js';
import { parseSlo } from '../../../src/metrics/slo.js';
import { batchOf, STREAMING } from '../../support/rows.js';
import { load } from '../load-rows.js';

const test = suite('analysis/load-answer');

const slo = parseSlo('ttft=500,tpot=50');

test('each way: the rate, its interval, and what was kept there', () => {
  const rows = [
    ...load({ n: 100, perSecond: 11.6, seenMs: 20 }),
    ...load({ n: 100, perSecond: 23.2, seenMs: 900 }),
  ];
  const { question, findings } = loadAnswer(sustained(loads(rows, slo)), slo);
  assert.is(
    question,
    'Up to which rate is the promise kept for 90 % of the requests: something to read within 500 ms, at most 50 ms a token after the first?',
  );
  assert.equal(
    findings.map(({ text }) => text),
    [
      'Streaming, one by one: 11.6 requests/s (11.6–23.2); at that rate 100 % (96–100) of 100 requests kept it.',
    ],
  );
});

test('what is not known is said in words', () => {
  const base = { way: STREAMING, perSecond: 4, low: null, high: null, load: null, tried: [2, 4, 8] };
  for (const [changes, text] of [
    [{}, '4 requests/s (no bounds: loads too short)'],
    [{ high: 8 }, '4 requests/s (surely below 8)'],
    [{ perSecond: 8, low: 4 }, '8 requests/s (surely 4 or more), the highest rate tried'],
    [{ perSecond: null, high: 2 }, 'at none of the 3 rates tried, from 2 requests/s on (surely below 2)'],
  ] as const) {
    assert.is(rateText({ ...base, ...changes }), text);
  }
});

test('no load: cannot tell, and how to record one', () => {
  const [finding, ...others] = loadAnswer([], slo).findings;
  assert.is(finding?.certain, false);
  assert.match(finding!.text, /no open load; `npx streambatch load/);
  assert.is(others.length, 0);
});

const like = { title: 'a model', rows: load({ n: 1, perSecond: 1, seenMs: 20 }) };
const upTo = (perSecond: number | null, low: number | null, high: number | null, way = STREAMING) => ({
  ...{ way, perSecond, low, high, load: null, tried: [2, 4, 8, 16] },
});
const CONTINUOUS = { ...STREAMING, scheduler: 'continuous' as const };

test('the way with the highest rate opens, surely where its interval lies above all others', () => {
  const best = upTo(16, 8, null, CONTINUOUS);
  const { recommendation, reasons } = loadOpening([upTo(4, 4, 8), best], slo, 0.9, like);
  assert.match(recommendation.text, /^Streaming, continuous batching keeps its promise up to .* 16 requests/);
  assert.is(recommendation.certain, true);
  assert.match(reasons.map(({ text }) => text).join(), /^Streaming, one by one: 4 requests/);
  for (const other of [upTo(8, 4, 16), upTo(4, 4, null), upTo(null, null, null)])
    assert.is(loadOpening([other, best], slo, 0.9, like).recommendation.certain, false);
});

test('several that keep it up to the same rate open together', () => {
  const all = [upTo(16, 8, null), upTo(16, 16, null, CONTINUOUS), upTo(4, 4, 8, batchOf(8))];
  const { recommendation, reasons } = loadOpening(all, slo, 0.9, like);
  assert.match(
    recommendation.text,
    /^Streaming, one by one and streaming, continuous batching keep their promise up to .* 16 requests/,
  );
  assert.is(recommendation.certain, true);
  assert.equal(reasons.length, 1);
  assert.is(loadOpening([...all.slice(0, 2), upTo(8, 8, 16)], slo, 0.9, like).recommendation.certain, false);
});

test('no rate kept, or no load: the opening says what the answer says', () => {
  for (const all of [[], [upTo(null, null, 2)]])
    assert.equal(loadOpening(all, slo, 0.9, like).recommendation, loadAnswer(all, slo).findings[0]);
});

test.run();
