import { postForEvents, postJson } from './api.js';

const WARM_UP = { max_new_tokens: 1, prompt_id: 'warm-up' };

/**
 * Loads the lane's model where it is not loaded yet: outside the clock. What is refused here is left to the race, whose
 * refusal names what was asked for and not the one token of this.
 * @param {import('./types.js').Lane} lane
 * @param {string} prompt
 * @param {import('./types.js').Options} options
 */
export const prepare = ({ scheduler }, prompt, options) =>
  postJson('/batch', { prompts: [prompt], scheduler, ...WARM_UP }, options).catch((error) => {
    if (error.status !== 400) throw error;
  });

/**
 * Runs one lane. `onToken({ user, text, atMs })` is called as each token arrives, times counting from the start.
 * Resolves with the server's measures, one a user.
 * @param {import('./types.js').Lane} lane
 * @param {import('./types.js').Race} race
 * @param {(token: import('./types.js').Token) => void} onToken
 * @param {import('./types.js').Options} options
 * @returns {Promise<import('./types.js').Result[]>}
 */
export async function run({ mode, scheduler }, { prompt, users, tokens, forced }, onToken, options) {
  const parameters = { scheduler, max_new_tokens: tokens, force_length: forced, prompt_id: 'race' };
  const startedAtMs = performance.now();
  if (mode === 'batch') {
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
