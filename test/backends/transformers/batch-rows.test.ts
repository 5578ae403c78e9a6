import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BatchRows } from '../../../src/backends/transformers/batch-rows.js';
import { BackendError, InputError } from '../../../src/errors.js';
import { complete, type GenerateRequest } from '../../../src/generation.js';
import { rejection } from '../../support/rejection.js';

const EOS = 0;

const request = (id: string, more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  id,
  prompt: id,
  maxNewTokens: 3,
  ...more,
});

/** Token n is the n-th letter; the 26th cannot be decoded. A step comes every millisecond. */
function begin(...requests: GenerateRequest[]) {
  let now = 0;
  const stops: string[] = [];
  const rows = new BatchRows(requests, {
    decode: (ids) => {
      if (ids.includes(26)) throw new RangeError('no such token');
      return String.fromCodePoint(...ids.map((id) => 96 + id));
    },
    eosTokenIds: new Set([EOS]),
    stopBatch: () => stops.push('stop'),
    clock: () => now++,
  });
  const completions = rows.channels.map(complete);
  return { rows, stops, completions };
}

const admitAll = (rows: BatchRows) => rows.admit(() => [1]);

test('each row ends by itself, the batch with its last; what is computed past a row is counted', async () => {
  const { rows, stops, completions } = begin(request('a', { maxNewTokens: 1 }), request('b'), request('c'));
  assert.equal(admitAll(rows), [[1], [1], [1]]);
  assert.is(rows.maxNewTokens, 3);
  for (const tokens of [
    [1, 2, 3],
    [4, 5, EOS],
    [7, 8, 9],
  ])
    rows.step(tokens);
  assert.equal(stops, ['stop']);
  rows.finish();
  const told = (await Promise.all(completions)).map(({ text, finish }) => [
    text,
    finish.reason,
    finish.computedTokens,
  ]);
  assert.equal(told, [
    ['a', 'length', 3],
    ['beh', 'length', 3],
    ['c', 'stop', 3],
  ]);
});

test('who leaves is told at once, and the batch goes on without', async () => {
  const abort = new AbortController();
  const { rows, stops, completions } = begin(request('a', { signal: abort.signal }), request('b'));
  admitAll(rows);
  rows.step([1, 2]);
  abort.abort();
  assert.is((await completions[0]!).finish.reason, 'cancelled');
  assert.equal(stops, []);
  for (const tokens of [
    [1, 2],
    [1, 2],
  ])
    rows.step(tokens);
  assert.equal(stops, ['stop']);
  rows.finish();
  assert.is((await completions[1]!).finish.reason, 'length');
});

test('a token that cannot be decoded fails its row alone, with the cause', async () => {
  const { rows, completions } = begin(request('a'), request('b'));
  admitAll(rows);
  const failed = rejection(completions[0]!);
  for (const tokens of [
    [26, 2],
    [1, 2],
    [1, 2],
  ])
    rows.step(tokens);
  rows.finish();
  const error = await failed;
  assert.instance(error, BackendError);
  assert.instance(error.cause, RangeError);
  assert.is((await completions[1]!).text, 'bbb');
});

test('rows share the sampling of the first that can run', async () => {
  const hot = { temperature: 0.5 };
  const { rows, completions } = begin(
    request('bad', { sampling: { temperature: 2 } }),
    request('b', { sampling: hot }),
    request('c', { sampling: hot }),
    request('d'),
  );
  const failures = [completions[0]!, completions[3]!].map(rejection);
  const admitted = rows.admit(({ id }) => {
    if (id === 'bad') throw new InputError('bad');
    return [1];
  });
  assert.is(admitted.length, 2);
  assert.equal(rows.sampling, hot);
  const [bad, other] = await Promise.all(failures);
  assert.is(bad!.message, 'bad');
  assert.match(other!.message, 'share their sampling');
  rows.cancel();
  assert.is((await completions[1]!).finish.reason, 'cancelled');
});

test('cancelled as a whole, before or after it began, it has nothing to run', async () => {
  const { rows, stops, completions } = begin(request('a'), request('b'));
  rows.cancel();
  assert.equal(stops, ['stop']);
  assert.equal(admitAll(rows), []);
  for (const { finish } of await Promise.all(completions)) assert.is(finish.reason, 'cancelled');
});

test.run();
