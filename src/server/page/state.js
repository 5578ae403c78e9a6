const DEFAULTS = { prompt: 'Once upon a time', users: '4', tokens: '48', forced: '' };

/** Fills the form from the address, so that a link is a race. */
export function readState(form) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(DEFAULTS)) {
    const given = query.get(name) ?? value;
    if (form[name].type === 'checkbox') form[name].checked = given !== '';
    else form[name].value = given;
  }
}

/** Puts the form into the address. */
export function writeState(form) {
  const { prompt, users, tokens, forced } = raceOf(form);
  const query = new URLSearchParams({ prompt, users, tokens, ...(forced && { forced: 1 }) });
  history.replaceState(null, '', `?${query}`);
}

/** What the form asks for. */
export const raceOf = (form) => ({
  prompt: form.prompt.value,
  users: Number(form.users.value),
  tokens: Number(form.tokens.value),
  forced: form.forced.checked,
});
