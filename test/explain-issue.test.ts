import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { explainIssue } from '../src/explain-issue.js';

const test = suite('explain-issue');

const prompt = z.union([z.string().min(1), z.array(z.int().min(0)).min(1)]);
const schema = z.strictObject({
  prompt,
  prompts: z.array(prompt).max(3).optional(),
  mode: z.enum(['a', 'b']).optional(),
  kind: z.literal('text').optional(),
  either: z.union([prompt, z.array(prompt)]).optional(),
  share: z.number().gt(0).lt(1).optional(),
  flag: z.boolean().optional(),
  url: z.url().optional(),
  rest: z.record(z.string(), z.unknown()).optional(),
  off: z
    .unknown()
    .refine((value) => value === undefined, 'is not supported here')
    .optional(),
  even: z.number().multipleOf(2).optional(),
});

const EXPLAINED: readonly (readonly [input: unknown, field: string, says: string])[] = [
  [{ prompt: 5 }, 'prompt', 'is 5; it must be text or a list'],
  [{}, 'prompt', 'is missing; it must be text or a list'],
  [{ prompt: '' }, 'prompt', 'is ""; it must have at least 1 character'],
  [{ prompt: [] }, 'prompt', 'is []; it must have at least 1 in it'],
  [{ prompt: [1, 'x'] }, 'prompt.1', 'is "x"; it must be a number'],
  [{ prompt: [1, 1.5] }, 'prompt.1', 'is 1.5; it must be a whole number'],
  [{ prompt: 'a', prompts: ['a', false] }, 'prompts.1', 'is false; it must be text or a list'],
  [
    { prompt: 'a', prompts: ['a', 'b', 'c', 'd'] },
    'prompts',
    'is ["a","b","c","d"]; it must have at most 3 in it',
  ],
  [{ prompt: 'a', mode: 'foo' }, 'mode', 'is "foo"; it must be one of a, b'],
  [{ prompt: 'a', kind: 'image' }, 'kind', 'is "image"; it must be "text"'],
  [{ prompt: 'a', either: 5 }, 'either', 'is 5; it must be text or a list'],
  [{ prompt: 'a', share: 0 }, 'share', 'is 0; it must be above 0'],
  [{ prompt: 'a', share: 1 }, 'share', 'is 1; it must be below 1'],
  [{ prompt: 'a', flag: 'yes' }, 'flag', 'is "yes"; it must be true or false'],
  [{ prompt: 'a', url: 'nowhere' }, 'url', 'is "nowhere"; it must be a URL, like http://127.0.0.1:8000/v1'],
  [{ prompt: 'a', colour: 'red' }, 'colour', 'is not known here'],
  [{ prompt: 'a', off: 1 }, 'off', 'is 1, which is not supported here'],
  [
    { prompt: 'a', even: 3 },
    'even',
    'is 3; it must follow the rule "Invalid number: must be a multiple of 2"',
  ],
  [[], '', 'is []; it must be an object of named values'],
];

for (const [input, field, says] of EXPLAINED) {
  test(`${JSON.stringify(input)}: ${field} ${says}`, () => {
    const [issue] = schema.safeParse(input).error!.issues;
    assert.equal(explainIssue(issue!, input), { path: field === '' ? [] : field.split('.'), says });
  });
}

test('a value that is long is cut short', () => {
  const input = { prompt: 'a', mode: 'x'.repeat(1000) };
  const [issue] = schema.safeParse(input).error!.issues;
  assert.ok(explainIssue(issue!, input).says.length < 120);
  const many = { prompt: 'a', prompts: Array(500).fill('word') };
  assert.match(
    explainIssue(schema.safeParse(many).error!.issues[0]!, many).says,
    'is a list of 500; it must have at most 3',
  );
});

test.run();
