import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { differences } from '../../src/compare/differences.js';
import { playLog } from '../support/compared-logs.js';

test('equal sides have no differences, whatever their speed', () => {
  assert.equal(differences(playLog({}), playLog({ seed: 2, latencyMs: [1, 2] })), []);
});

test('what differs is named with both values', () => {
  const other = playLog({ cells: { model_hash: 'abc', machine: 'another', threads: 2 } });
  assert.equal(differences(playLog({}), other), [
    'model_hash: unknown against abc',
    'threads: unknown against 2',
    'machine: a machine against another',
  ]);
});

test('prompts: by id and by length', () => {
  const edited = playLog({}).map((row) => (row.prompt_id === 'q' ? { ...row, prompt_tokens: 8 } : row));
  assert.equal(differences(playLog({}), edited), ['prompts: 1 are not the same on both sides (q)']);
  const more = [
    ...playLog({}),
    ...'abcdef'.split('').map((prompt_id) => ({ ...playLog({})[0]!, prompt_id })),
  ];
  assert.equal(differences(playLog({}), more), [
    'prompts: 6 are not the same on both sides (a, b, c, d, e, …)',
  ]);
});

test('a prompt whose tokens some rows do not tell is as long as the others say', () => {
  const untold = playLog({}).map((row) => ({ ...row, prompt_tokens: null }));
  assert.equal(differences([...untold, ...playLog({})], [...playLog({}), ...untold]), []);
});

test('workloads by their hash: equal ones are the same work, others are refused by name', () => {
  const of = (workload_hash: string, cells = {}) => playLog({ cells: { workload_hash, ...cells } });
  assert.equal(differences(of('abc'), of('abc', { prompt_tokens: 8 })), []);
  assert.equal(differences(of('abc'), of('def')), [
    'prompts: other texts of the same names and lengths (workload_hash: abc against def)',
  ]);
  assert.equal(differences(of('abc'), of('def', { max_new_tokens: 64 })), ['max_new_tokens: 0 against 64']);
  assert.match(differences(of('abc'), of('def', { prompt_id: 'z' }))[0]!, /^prompts: 3 are not the same/);
  // an older log has no hash: names and lengths decide
  assert.equal(differences(playLog({}), of('abc')), []);
});

test.run();
