import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { goodputTitle, spanTitle, waitTitle, winnersTitle } from '../../../src/analysis/figures/titles.js';
import { loads } from '../../../src/analysis/ways/loads.js';
import type { Win } from '../../../src/analysis/ways/winners.js';
import { parseSlo } from '../../../src/metrics/slo.js';
import { batchOf, continuous, STREAMING } from '../../support/rows.js';
import { load } from '../load-rows.js';

const test = suite('analysis/figures/titles');

test('times: the least and the most, with whom', () => {
  const [slow, fast] = [
    { way: STREAMING, ms: 2000 },
    { way: batchOf(4), ms: 12 },
  ];
  assert.is(
    spanTitle('wait', [slow, fast]),
    'The median of the wait goes from 12.0 ms with batch of 4 to 2.00 s with streaming',
  );
  assert.is(spanTitle('wait', [fast]), 'The median of the wait is 12.0 ms with batch of 4');
  assert.is(spanTitle('wait', []), undefined);
});

test('a map of winners: fields of each, the most first; those not decided are counted as such', () => {
  const field = { category: 'a', maxNewTokens: 16, together: 8, rivals: 2, n: 3, alike: false };
  const won = (way: Win['unbeaten'][number]): Win => ({ ...field, unbeaten: [way], lead: 2 });
  const open: Win = { ...field, unbeaten: [STREAMING, batchOf(8)], lead: null };
  assert.is(
    winnersTitle([won(batchOf(8)), won(continuous(8)), open, won(continuous(2))]),
    'Streaming, continuous batching wins 2 of 4 fields; static batch wins 1; 1 not decided',
  );
  assert.is(winnersTitle([open, open]), 'None of 2 fields is decided');
  const drawn = { ...open, alike: true };
  assert.is(
    winnersTitle([won(batchOf(8)), drawn, drawn, open]),
    'Static batch wins 1 of 4 fields; in 2 the best are the same within 5 %; 1 not decided',
  );
  assert.is(winnersTitle([drawn, open]), 'In 1 of 2 fields the best are the same within 5 %; 1 not decided');
  assert.is(winnersTitle([]), undefined);
});

test('waits under load: at the highest rate that all were asked for', () => {
  const slo = parseSlo('ttft=500,tpot=50');
  const at = (perSecond: number, seenMs: number) => load({ n: 10, perSecond, seenMs });
  const other = load({ n: 10, perSecond: 2, seenMs: 30, changes: { scheduler: 'continuous' } });
  assert.is(
    waitTitle(loads([...at(2, 20), ...at(4, 900), ...other], slo)),
    'At 2 requests/s, half have something to read within 20.0 ms (streaming, one by one) and 30.0 ms (streaming, continuous batching)',
  );
  assert.is(waitTitle([]), undefined);
});

test('goodput: the most of each way, the best first', () => {
  const slo = parseSlo('ttft=500,tpot=50');
  const at = (perSecond: number, seenMs: number) => load({ n: 10, perSecond, seenMs });
  const other = load({ n: 10, perSecond: 8, seenMs: 30, changes: { scheduler: 'continuous' } });
  assert.is(
    goodputTitle(loads([...at(2, 20), ...at(4, 900), ...other], slo)),
    'At most, 8.00 (streaming, continuous batching) and 2.00 (streaming, one by one) requests/s are served as promised',
  );
  assert.is(goodputTitle([]), undefined);
});

test.run();
