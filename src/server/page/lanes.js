import { postForEvents, postJson } from './api.js';

/**
 * @typedef {{id: string, title: string, scheduler: string, about: string}} Lane one way of serving
 * @typedef {{prompt: string, users: number, tokens: number, forced: boolean}} Race what is asked of every lane
 * @typedef {{user: number, text: string, tokens: number, atMs: number}} Token what arrived for a user, ms after the start
 * @typedef {{output_len: number, peak_memory_mb: number | null, text: string}} Result the server's measures of a user
 */

/**
 * The three ways of serving the same people.
 * @type {readonly Lane[]}
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
 * @param {Lane} lane
 * @param {string} prompt
 * @param {import('./api.js').Options} options
 */
export const prepare = ({ scheduler }, prompt, options) =>
  postJson('/batch', { prompts: [prompt], scheduler, ...WARM_UP }, options);

/**
 * Runs one lane. `onToken({ user, text, atMs })` is called as each token arrives, times counting from the start.
 * Resolves with the server's measures, one a user.
 * @param {Lane} lane
 * @param {Race} race
 * @param {(token: Token) => void} onToken
 * @param {import('./api.js').Options} options
 * @returns {Promise<Result[]>}
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
  /** @type {Result[]} */
  const results = [];
  /** @type {Parameters<typeof postForEvents>[2]} */
  const onEvent = (name, data, atMs) => {
    if (name === 'finish') results[data.request] = data;
    else onToken({ user: data.request, text: data.text, tokens: 1, atMs: atMs - startedAtMs });
  };
  await postForEvents('/stream', { prompt, n: users, ...parameters }, onEvent, options);
  return results;
}
