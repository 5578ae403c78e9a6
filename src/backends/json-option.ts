import { z } from 'zod';

/** An object: as JSON on the command line, as it is in a file. */
export const jsonObject = z.preprocess((given: string | object, context) => {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given) as unknown;
  } catch {
    // told by zod, with the text and the place
    context.addIssue({ code: 'custom', message: `is no JSON; write it like '{"top_p": 0.9}'` });
    return z.NEVER;
  }
}, z.looseObject({}));

/** What every request says itself: rows would tell something else than what was asked. */
const OURS = [
  'model',
  'prompt',
  'messages',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'stream',
  'n',
  'chat_template_kwargs',
];

/** Whatever else a server is to be told with each request. */
export const extraBody = jsonObject.superRefine((body, context) => {
  const taken = OURS.find((name) => Object.hasOwn(body, name));
  if (!taken) return;
  context.addIssue({
    code: 'custom',
    message: `holds "${taken}", but what is asked of a server follows from the other options; leave it out`,
  });
});
