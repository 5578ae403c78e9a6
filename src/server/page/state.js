/** @type {Readonly<Record<'prompt' | 'users' | 'tokens' | 'forced', string>>} */
const DEFAULTS = { prompt: 'Once upon a time', users: '4', tokens: '48', forced: '' };

/**
 * Fills the form from the address, so that a link is a race.
 * @param {import('./types.js').RaceForm} form
 */
export function readState(form) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(DEFAULTS)) {
    const given = query.get(name) ?? value;
    const field = form[/** @type {keyof typeof DEFAULTS} */ (name)];
    if (field.type === 'checkbox') field.checked = given !== '';
    else field.value = given;
  }
}

/**
 * Puts the form into the address.
 * @param {import('./types.js').RaceForm} form
 */
export function writeState(form) {
  const { prompt, users, tokens, forced } = raceOf(form);
  const query = new URLSearchParams({ prompt, users: `${users}`, tokens: `${tokens}` });
  if (forced) query.set('forced', '1');
  history.replaceState(null, '', `?${query}`);
}

/**
 * What the form asks for.
 * @param {import('./types.js').RaceForm} form
 * @returns {import('./types.js').Race}
 */
export const raceOf = (form) => ({
  prompt: form.prompt.value,
  users: Number(form.users.value),
  tokens: Number(form.tokens.value),
  forced: form.forced.checked,
});
