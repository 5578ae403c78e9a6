import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { offsetNotes } from '../../../src/analysis/rows/instrument-notes.js';
import { offset } from '../../support/instrument-offset.js';
import { batchRow, row } from '../../support/rows.js';

const test = suite('analysis/instrument');

const continuous = (ttft_ms: number) => row({ scheduler: 'continuous', batch_size: 8, ttft_ms });

test('the offset is told as a share of the shortest time to first token: 0.4 of 20 ms are 2 %', () => {
  assert.equal(offsetNotes([continuous(40), row({ ttft_ms: 20 }), batchRow(4)], [offset(0.4)]), [
    'First tokens are stamped 0.40 ms (0.20–0.80) after they could have been, measured against known times: 2.00 % of the shortest median time to first token, 20.0 ms (streaming).',
  ]);
});

test('ways of which more than 5 % are the instrument are named: 2 of 20 and 30 ms, not of 50', () => {
  const [, warning] = offsetNotes(
    [row({ ttft_ms: 20 }), continuous(30), row({ mode: 'stream', scheduler: 'static', ttft_ms: 50 })],
    [offset(2)],
  );
  assert.is(
    warning,
    'The instrument makes up more than 5 % of the time to first token of streaming (10.0 %), continuous, 8 at once (6.67 %): there look at when the model made it.',
  );
});

test('of several runs the latest stamps count; where none was measured that is said; batches have no first token', () => {
  assert.match(offsetNotes([row()], [offset(0.1), offset(0.3), offset(0.2)])[0]!, 'stamped 0.30 ms');
  assert.equal(offsetNotes([row()], []), [
    'How late first tokens are stamped was not measured with these rows.',
  ]);
  assert.equal(offsetNotes([batchRow(4)], [offset(0.3)]), []);
});

test.run();
