import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { notesOn } from '../../src/ab/notes.js';
import type { Side } from '../../src/ab/side.js';
import type { LogRow } from '../../src/results/schema.js';
import { row } from '../support/rows.js';

const side = (name: 'A' | 'B', rows: readonly LogRow[]) => ({ named: { name }, rows }) as unknown as Side;
const notes = (a: readonly LogRow[], b: readonly LogRow[]) => notesOn({ a: side('A', a), b: side('B', b) });
const answers = (...hashes: string[]) =>
  hashes.map((output_hash, request_index) =>
    row({ request_index, prompt_id: `p${request_index}`, output_hash }),
  );

test('equal sides leave nothing to say', () => {
  assert.equal(notes(answers('x', 'y'), answers('x', 'y')), []);
});

test('other models are said, and compared all the same', () => {
  assert.equal(notes([row()], [row({ model_id: 'other' })]), ['differs: model_id: tiny-model against other']);
});

test('a server that refuses lists of prompts was asked in another way than one that takes them', () => {
  const batch = { scheduler: 'static', batch_size: 8 } as const;
  const [list, each] = (['list', 'each'] as const).map((one) => row({ ...batch, batch_request: one }));
  assert.equal(notes([list!], [list!]), []);
  assert.match(notes([list!], [each!])[0]!, /^differs: A: .* in one request\. B: .* all of them at once\.$/);
});

test('of how many prompts the answers differ, and whether the work was equal', () => {
  const [x, y] = answers('x', 'y') as [LogRow, LogRow];
  const told = notes([x, y], [x, { ...y, output_hash: 'z' }]);
  assert.equal(told, ['the answers to 1 of 2 prompts differ, all as long']);
  const [longer] = notes([x, y], [x, { ...y, output_hash: 'z', output_len: 4 }]);
  assert.match(
    longer!,
    'the answers to 1 of 2 prompts differ, 1 in length, so that latency compares unequal',
  );
});

test('failures and flags are counted by side', () => {
  const failed = row({ request_index: 1, status: 'failed', error: 'too late' });
  const told = notes([row(), row({ request_index: 1 })], [row({ flags: 'cpu-busy' }), failed]);
  assert.is(told[0], 'B: 1 of 2 requests failed, left out with their pairs; the first: too late');
  assert.match(told[1]!, 'B: cpu-busy in 1 of 2 rows (');
});

test.run();
