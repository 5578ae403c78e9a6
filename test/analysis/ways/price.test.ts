import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { matrix } from '../../../src/analysis/ways/matrix.js';
import { type Price, prices } from '../../../src/analysis/ways/price.js';
import { batchOf, continuous, crafted, STREAMING, wholeOf } from '../../support/rows.js';
import { rowsOfKnownPrice } from '../known-price.js';

/** 9 tokens, a message of 1 ms for each of them when they are streamed: 100 ms whole, 109 ms streamed. */
const WHOLE = { totalMs: 100, tps: 720 };
const STREAMED = { totalMs: 109, tps: 720 / 1.09 };

const holds = ({ share: { low, high } }: Price, truth: number) =>
  assert.ok(low! <= truth && truth <= high!, `${low} ≤ ${truth} ≤ ${high}`);

test('what a message a token takes of throughput and of the time of an answer, for each number at once', () => {
  const alone = [
    { way: STREAMING, ...STREAMED },
    { way: batchOf(1), ...WHOLE },
  ];
  const together = [
    { way: continuous(8), ...STREAMED },
    { way: wholeOf(8), ...WHOLE },
  ];
  const found = prices(matrix(crafted([...alone, { way: batchOf(8), ...WHOLE }, ...together])));
  assert.equal(
    found.map(({ atOnce, metric, decision }) => `${atOnce} ${metric} ${decision}`),
    ['1 throughputTps costs', '1 latencyMs costs', '8 throughputTps costs', '8 latencyMs costs'],
  );
  for (const price of found) holds(price, price.metric === 'latencyMs' ? 0.09 : 0.09 / 1.09);
});

test('a stream that is faster saves; nothing that is served one way only has a price', () => {
  const rows = crafted([
    { way: continuous(4), ...WHOLE },
    { way: wholeOf(4), ...STREAMED },
    { way: wholeOf(2), ...WHOLE },
  ]);
  const found = prices(matrix(rows));
  assert.equal(
    found.map(({ atOnce, decision }) => `${atOnce} ${decision}`),
    ['4 saves', '4 saves'],
  );
  holds(found[0]!, -0.09);
  assert.equal(
    prices(
      matrix(
        crafted([
          { way: STREAMING, ...WHOLE },
          { way: batchOf(8), ...WHOLE },
        ]),
      ),
    ),
    [],
  );
});

test('a server that takes 2 ms a token and 0.5 ms more for each chunk of a stream', async () => {
  const rows = await rowsOfKnownPrice({ tokenMs: 2, chunkMs: 0.5 });
  const found = prices(matrix(rows));
  const of = (atOnce: number, metric: string) =>
    found.find((price) => price.atOnce === atOnce && price.metric === metric)!.share.estimate;
  assert.ok(Math.abs(of(1, 'throughputTps') - 0.2) < 1e-9);
  assert.ok(Math.abs(of(1, 'latencyMs') - 0.25) < 1e-9);
  const wholeTrials = (mode: string) =>
    rows.find((row) => row.mode === mode && row.batch_size === 2 && row.scheduler === 'continuous')!
      .aggregate_tokens_per_sec!;
  assert.ok(
    Math.abs(wholeTrials('stream') / wholeTrials('batch') - 0.8) < 1e-9,
    'two at once: a sum of all chunks',
  );
});

test.run();
