import { postForEvents, postJson } from './api.js';

/**
 * The three ways of serving the same people.
 * @type {readonly import('./types.js').Lane[]}
 */
export const LANES = [
  {
    id: 'stream',
    title: 'Streaming',
    scheduler: 'sequential',
    about: 'Token by token, one person after the other.',
  },
  {
    id: 'batch',
    title: 'Batch',
    scheduler: 'static',
    about: 'Everybody computed together, handed over when the last is done.',
  },
  {
    id: 'continuous',
    title: 'Continuous',
    scheduler: 'continuous',
    about: 'Token by token to everybody at once: streams share the batch.',
  },
];

const WARM_UP = { max_new_tokens: 1, prompt_id: 'warm-up' };

/**
 * Loads the lane's model where it is not loaded yet: outside the clock.
 * @param {import('./types.js').Lane} lane
 * @param {string} prompt
 * @param {import('./types.js').Options} options
 */
export const prepare = ({ scheduler }, prompt, options) =>
  postJson('/batch', { prompts: [prompt], scheduler, ...WARM_UP }, options);

/**
 * Runs one lane. `onToken({ user, text, atMs })` is called as each token arrives, times counting from the start.
 * Resolves with the server's measures, one a user.
 * @param {import('./types.js').Lane} lane
 * @param {import('./types.js').Race} race
 * @param {(token: import('./types.js').Token) => void} onToken
 * @param {import('./types.js').Options} options
 * @returns {Promise<import('./types.js').Result[]>}
 */
export async function run({ id, scheduler }, { prompt, users, tokens, forced }, onToken, options) {
  const parameters = { scheduler, max_new_tokens: tokens, force_length: forced, prompt_id: 'race' };
  const startedAtMs = performance.now();
  if (id === 'batch') {
    const prompts = Array(users).fill(prompt);
    const { results } = await postJson('/batch', { prompts, ...parameters }, options);
    const atMs = performance.now() - startedAtMs;
    for (const [user, { text, output_len }] of results.entries()) {
      onToken({ user, text, tokens: output_len, atMs });
    }
    return results;
  }
  /** @type {import('./types.js').Result[]} */
  const results = [];
  /** @type {Parameters<typeof postForEvents>[2]} */
  const onEvent = (name, data, atMs) => {
    if (name === 'finish') results[data.request] = data;
    else onToken({ user: data.request, text: data.text, tokens: 1, atMs: atMs - startedAtMs });
  };
  await postForEvents('/stream', { prompt, n: users, ...parameters }, onEvent, options);
  return results;
}
