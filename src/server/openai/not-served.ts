import { z } from 'zod';

/** Parameters by name, each with the values beside an empty one that leave the answer as it is. */
type Table = Readonly<Record<string, readonly unknown[]>>;

/** What OpenAI, vLLM and llama.cpp know for completions and chats alike, and nobody here can do. */
const SHARED_NOT_SERVED = {
  frequency_penalty: [0],
  presence_penalty: [0],
  repetition_penalty: [1],
  repeat_penalty: [1],
  length_penalty: [1],
  logit_bias: [],
  min_p: [0],
  typical_p: [1],
  xtc_probability: [0],
  dry_multiplier: [0],
  mirostat: [0],
  min_tokens: [0],
  stop_token_ids: [],
  bad_words: [],
  allowed_token_ids: [],
  include_stop_str_in_output: [false],
  skip_special_tokens: [true],
  truncate_prompt_tokens: [],
  use_beam_search: [false],
  early_stopping: [false],
  structured_outputs: [],
  guided_json: [],
  guided_regex: [],
  guided_choice: [],
  guided_grammar: [],
  json_schema: [],
  grammar: [],
  logits_processors: [],
  prompt_logprobs: [],
} satisfies Table;

export const COMPLETION_NOT_SERVED = {
  ...SHARED_NOT_SERVED,
  suffix: [],
  best_of: [1],
  add_special_tokens: [true],
  response_format: [{ type: 'text' }],
  prompt_embeds: [],
} satisfies Table;

/** What would make another prompt of a conversation. */
export const CHAT_TEMPLATE_NOT_SERVED = {
  tools: [],
  documents: [],
  chat_template: [],
  chat_template_kwargs: [],
  add_generation_prompt: [true],
  continue_final_message: [false],
} satisfies Table;

export const CHAT_NOT_SERVED = {
  ...SHARED_NOT_SERVED,
  ...CHAT_TEMPLATE_NOT_SERVED,
  tool_choice: ['none', 'auto'], // of no tools, both choose none
  functions: [],
  function_call: ['none', 'auto'],
  response_format: [{ type: 'text' }],
  modalities: [['text']],
  audio: [],
  web_search_options: [],
  echo: [false],
  add_special_tokens: [false],
} satisfies Table;

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** Both come from JSON, or are written above in the order of their keys. */
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

const refusing = (neutral: readonly unknown[]) =>
  z
    .unknown()
    .refine(
      (value) => isEmpty(value) || neutral.some((one) => isSame(one, value)),
      'is not supported here; leave it out',
    )
    .optional();

/** Schemas of parameters that would change the answer: refused and not ignored, unless they ask for nothing. */
export const notServed = <Name extends string>(table: Readonly<Record<Name, readonly unknown[]>>) =>
  Object.fromEntries(
    Object.entries<readonly unknown[]>(table).map(([name, neutral]) => [name, refusing(neutral)]),
  ) as Record<Name, ReturnType<typeof refusing>>;
