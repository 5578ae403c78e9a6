import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pieces } from '../../../src/analysis/cost-model/work.js';
import { batchRow, row } from '../../support/rows.js';

const test = suite('analysis/cost-model/work');

const batch = (cells: readonly [index: number, prompt: number, computed: number][]) =>
  cells.map(([request_index, prompt_tokens, computed_tokens]) =>
    batchRow(2, { request_index, prompt_tokens, computed_tokens, total_latency_ms: 50 }),
  );

test('requests of one batch are one piece: its longest prompt and its longest answer', () => {
  const work = pieces(
    batch([
      [0, 10, 9],
      [1, 30, 20],
      [2, 5, 7],
    ]),
  );
  assert.equal(
    work.map(({ requests, promptTokens, steps }) => [requests, promptTokens, steps]),
    [
      [2, 30, 20],
      [1, 5, 7],
    ],
  );
});

test('a streamed request is a piece of its own; continuous batching has none', () => {
  assert.is(pieces([row(), row({ request_index: 1 })]).length, 2);
  assert.equal(pieces([row({ scheduler: 'continuous', batch_size: 8 })]), []);
});

test('prompts that were asked in a list are as long as they were alone; of others nothing is known', () => {
  const list = batch([
    [0, 0, 9],
    [1, 0, 20],
  ]).map((one, i) => ({ ...one, prompt_tokens: null, prompt_id: `p${i}` }));
  const alone = [10, 30].map((prompt_tokens, i) =>
    row({ prompt_id: `p${i}`, request_index: i, prompt_tokens }),
  );
  const ofBatch = (rows: Parameters<typeof pieces>[0]) =>
    pieces(rows).filter(({ requests }) => requests === 2);
  assert.is(ofBatch([...list, ...alone])[0]!.promptTokens, 30);
  assert.equal(ofBatch([...list, alone[0]!]), []);
});

test('a batch with a failed request is left out', () => {
  const [good, bad] = batch([
    [0, 10, 9],
    [1, 10, 9],
  ]);
  assert.equal(pieces([good!, { ...bad!, status: 'failed' }]), []);
});

test.run();
