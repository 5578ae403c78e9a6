import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { extraBody, jsonObject } from '../../src/backends/json-option.js';
import { explained } from '../../src/explain-issue.js';

const problem = (schema: typeof extraBody, value: unknown): string =>
  explained(schema.safeParse(value).error!.issues[0]!, value, () => '--extra-body');

test('an object, as JSON or as it is', () => {
  assert.equal(jsonObject.parse('{"top_p": 0.9}'), { top_p: 0.9 });
  assert.equal(jsonObject.parse({ top_p: 0.9 }), { top_p: 0.9 });
  assert.equal(extraBody.parse('{"min_p": 0.1, "guided": {"json": {}}}'), {
    min_p: 0.1,
    guided: { json: {} },
  });
});

test('what is none is refused in one line', () => {
  assert.match(
    problem(extraBody, '{top_p}'),
    /^--extra-body is "\{top_p\}", which is no JSON; write it like/,
  );
  assert.match(problem(extraBody, '[1]'), /it must be an object of named values$/);
  assert.match(problem(extraBody, '7'), /it must be an object of named values$/);
});

test('what follows from other options is not for it', () => {
  for (const name of ['stream', 'prompt', 'max_tokens', 'temperature', 'n'])
    assert.match(problem(extraBody, JSON.stringify({ [name]: 1 })), `which holds "${name}"`);
});

test.run();
