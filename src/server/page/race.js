import { getBlob, getJson } from './api.js';
import { drawArrivals, drawHistory } from './charts.js';
import { LaneView } from './lane-view.js';
import { prepare, run } from './lanes.js';
import { raceOf, readState, writeState } from './state.js';
import { LANES } from './ways.js';

/**
 * An element of index.html.
 * @param {string} id
 * @returns {any}
 */
const $ = (id) => document.getElementById(id);
/** @type {import('./types.js').RaceForm} */
const form = $('form');
const views = LANES.map((lane) => new LaneView(lane, $('lanes')));
/** @type {Record<string, number>[]} tokens per second of each lane, by its id */
const races = [];
/** @type {AbortController | null} */
let running = null;

/** @param {string} text */
const say = (text) => {
  $('status').textContent = text;
};

/** @param {any} error null: all is well */
function complain(error) {
  $('error').hidden = error === null;
  $('error').textContent = error?.message ?? '';
  if (error?.status === 401) {
    $('key-field').hidden = false;
    $('key').focus();
  }
}

const options = () => ({ key: $('key').value, signal: running?.signal });

async function race() {
  const asked = raceOf(form);
  writeState(form);
  complain(null);
  const { signal } = begin();
  try {
    const { schedulers } = await getJson('/info', options());
    /** @type {Record<string, number>} */
    const result = {};
    for (const view of views) view.clear(asked);
    for (const view of views) {
      if (schedulers.includes(view.lane.scheduler)) result[view.lane.id] = await runLane(view, asked);
      else view.say(`Not offered: this backend has ${schedulers.join(' and ')} only.`);
    }
    races.push(result);
    say(summary(result));
  } catch (error) {
    if (signal.aborted) say('Cancelled.');
    else {
      complain(error);
      say('The race was broken off.');
    }
  } finally {
    running = null;
    setBusy(false);
    draw();
  }
}

const MEMORY_EVERY_MS = 500;

/**
 * What the model's process has used at most so far; the lane's own result has the last word.
 * @param {LaneView} view
 */
async function showMemory(view) {
  const memory = await getJson('/memory', options()).catch(() => null); // shown as unknown
  view.showMemory(memory?.[view.lane.scheduler]?.peak_memory_mb ?? null);
}

/**
 * Resolves with the lane's tokens per second.
 * @param {LaneView} view
 * @param {import('./types.js').Race} asked
 */
async function runLane(view, asked) {
  try {
    return await measureLane(view, asked);
  } catch (error) {
    view.end(running?.signal.aborted ? 'cancelled' : 'broken');
    throw error;
  }
}

/**
 * @param {LaneView} view
 * @param {import('./types.js').Race} asked
 */
async function measureLane(view, asked) {
  const { lane } = view;
  say(`${lane.title}: getting the model ready…`);
  view.say(lane.about);
  await prepare(lane, asked.prompt, options());
  say(`${lane.title} runs…`);
  const watch = setInterval(() => showMemory(view), MEMORY_EVERY_MS);
  const results = await run(lane, asked, (token) => view.add(token), options()).finally(() =>
    clearInterval(watch),
  );
  view.finish(results);
  draw();
  const last = view.arrivals.at(-1);
  return last ? (1000 * last.received) / last.atMs : 0;
}

/** @param {Record<string, number>} result of one lane at least: streaming is always offered */
function summary(result) {
  const [[best, rate] = ['', 0]] = Object.entries(result).sort(([, a], [, b]) => b - a);
  const title = LANES.find(({ id }) => id === best)?.title;
  return `Done. Most tokens per second, this once: ${title} (${rate.toFixed(0)}). One race is no measurement: the report has those.`;
}

/** A replay that is over sooner than this cannot be followed. */
const REPLAY_MS = 6000;

/** Shows the last race again, all lanes from one start, at their real pace or slowed down alike. */
async function replay() {
  const asked = raceOf(form);
  const shows = views.filter(({ arrivals }) => arrivals.length > 0);
  const queues = shows.map(({ arrivals, memory, phase }) => ({ waiting: [...arrivals], memory, phase }));
  const { signal } = begin();
  for (const view of shows) view.clear({ ...asked, users: view.first.length });
  const longestMs = Math.max(...queues.map(({ waiting }) => waiting.at(-1)?.atMs ?? 0));
  const slower = Math.max(1, Math.ceil(REPLAY_MS / longestMs));
  say(`All lanes side by side, as they arrived${slower > 1 ? `, ${slower} times slower` : ''}.`);
  const startedAtMs = performance.now();
  while (queues.some(({ waiting }) => waiting.length > 0)) {
    const now = signal.aborted ? Number.POSITIVE_INFINITY : (performance.now() - startedAtMs) / slower;
    for (const [i, { waiting }] of queues.entries()) {
      for (let next = waiting[0]; next && next.atMs <= now; next = waiting[0]) {
        shows[i]?.add(next);
        waiting.shift();
      }
    }
    await new Promise(requestAnimationFrame);
  }
  for (const [i, { phase, memory }] of queues.entries()) {
    shows[i]?.end(phase);
    shows[i]?.showMemory(memory);
  }
  running = null;
  setBusy(false);
}

/** Something runs from now on, and can be cancelled. */
function begin() {
  running = new AbortController();
  setBusy(true);
  return running;
}

/** @param {boolean} busy */
function setBusy(busy) {
  $('race').disabled = busy;
  $('cancel').disabled = !busy;
  $('replay').disabled = busy || views.every(({ arrivals }) => arrivals.length === 0);
  if (busy) $('cancel').focus();
  else $('race').focus();
}

function draw() {
  drawArrivals($('chart'), views);
  drawHistory($('history'), LANES, races);
}

/**
 * A link cannot carry the key: with one, what the link leads to is fetched and saved.
 * @param {MouseEvent & {currentTarget: HTMLAnchorElement}} event
 */
async function open(event) {
  if (!$('key').value) return;
  const { href, dataset } = event.currentTarget;
  event.preventDefault();
  complain(null);
  try {
    const blob = await getBlob(href, options());
    const save = document.createElement('a');
    save.href = URL.createObjectURL(blob);
    save.download = dataset.name ?? '';
    save.click();
  } catch (error) {
    complain(error);
  }
}

/** @param {'dark' | 'light'} theme */
function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  if ('Plotly' in globalThis) draw();
}

async function describe() {
  try {
    const info = await getJson('/info', options());
    $('model').textContent = `${info.modelId}, ${info.dtype}, ${info.backend}`;
    form.tokens.max = info.maxNewTokens;
  } catch (error) {
    complain(error);
  }
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const themeOf = () => (dark.matches ? 'dark' : 'light');
dark.addEventListener('change', () => setTheme(themeOf()));
$('theme').addEventListener('click', () =>
  setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'),
);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (!running) void race();
});
form.addEventListener('input', () => writeState(form));
form.prompt.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
$('key').addEventListener('change', describe);
$('cancel').addEventListener('click', () => running?.abort());
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') running?.abort();
});
$('replay').addEventListener('click', replay);
$('share').addEventListener('click', async () => {
  writeState(form);
  await navigator.clipboard.writeText(location.href);
  say('The link is in the clipboard.');
});
for (const id of ['report', 'log']) $(id).addEventListener('click', open);

readState(form);
setTheme(themeOf());
void describe();
