import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { piecesOf } from '../../../src/backends/openai/pieces.js';

test('a completion, a chat and a refusal are the answer', () => {
  assert.equal(piecesOf({ text: 'a' }), [{ text: 'a' }]);
  assert.equal(piecesOf({ content: 'b' }), [{ text: 'b' }]);
  assert.equal(piecesOf({ content: null, refusal: 'no' }), [{ text: 'no' }]);
});

test('what is thought comes before what is said, by whichever name, once', () => {
  const thought = { text: 'hm', content: 'reasoning' };
  assert.equal(piecesOf({ reasoning_content: 'hm', content: 'x' }), [thought, { text: 'x' }]);
  assert.equal(piecesOf({ reasoning: 'hm', content: '' }), [thought]);
  assert.equal(piecesOf({ reasoning: 'hm', reasoning_content: 'hm' }), [thought]);
});

test('a call is what the model wrote of it: its name and arguments, not the id', () => {
  const calls = [
    { index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } },
    { index: 0, function: { arguments: '{"city' } },
  ];
  assert.equal(piecesOf({ tool_calls: calls }), [
    { text: 'weather', content: 'tool' },
    { text: '{"city', content: 'tool' },
  ]);
  assert.equal(piecesOf({ function_call: { name: 'f' } }), [{ text: 'f', content: 'tool' }]);
});

test('a role alone, empty pieces, nulls and what is no text add nothing', () => {
  const nothing: object[] = [
    {},
    { role: 'assistant', content: '' },
    { content: null, tool_calls: null, function_call: null },
    { content: 5, reasoning: {}, tool_calls: 'x' },
    { tool_calls: [null, {}, { function: {} }] },
  ];
  for (const said of nothing) assert.equal(piecesOf(said), [], JSON.stringify(said));
});

test.run();
