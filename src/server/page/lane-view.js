/** @param {number | null} value */
const ms = (value) =>
  value === null ? '–' : value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(2)} s`;

/** What the time of the last token is, by how far the lane has come. */
const LAST_TOKEN = {
  idle: 'all done',
  running: 'so far',
  done: 'all done',
  cancelled: 'cancelled after',
  broken: 'broken off after',
};

const ENDED = { cancelled: 'Cancelled', broken: 'Broken off' };

/** One lane on the page: what has arrived so far, and what it amounts to. */
export class LaneView {
  /** @type {(import('./types.js').Token & {received: number})[]} with what had been received by then */
  arrivals = [];
  received = 0;
  /** How many of the arrivals are on the page. */
  painted = 0;
  /** @type {number | null} the next frame, where something waits for it */
  frame = null;
  /** @type {import('./types.js').Phase} */
  phase = 'idle';
  expected = 0;
  /** @type {(number | null)[]} time of each user's first token, ms */
  first = [];
  /** @type {HTMLParagraphElement[]} */
  paragraphs = [];
  /** @type {number | null} MiB */
  memory = null;

  /**
   * @param {import('./types.js').Lane} lane
   * @param {HTMLElement} parent
   */
  constructor(lane, parent) {
    this.lane = lane;
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById('lane'));
    const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    this.element = /** @type {HTMLElement} */ (copy.querySelector('.lane'));
    this.element.id = `lane-${lane.id}`;
    this.element.style.setProperty('--lane', `var(--${lane.id})`);
    this.part('h2').textContent = lane.title;
    this.say(lane.about);
    this.texts = this.part('.texts');
    this.texts.setAttribute('aria-label', `What ${lane.title} answered`);
    parent.append(copy);
    this.clear({ users: 0, tokens: 0 });
  }

  /**
   * What the template of a lane holds.
   * @param {string} selector
   * @returns {HTMLElement}
   */
  part(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }

  get progress() {
    return /** @type {HTMLProgressElement} */ (this.part('progress'));
  }

  /** @param {string} text */
  say(text) {
    this.part('.about').textContent = text;
  }

  /** @param {{users: number, tokens: number}} asked */
  clear({ users, tokens }) {
    this.arrivals = [];
    this.received = 0;
    this.painted = 0;
    this.frame = null;
    this.enter('idle');
    this.expected = users * tokens;
    this.first = Array(users).fill(null);
    this.paragraphs = Array.from({ length: users }, () => document.createElement('p'));
    this.texts.replaceChildren(...this.paragraphs);
    for (const name of ['ttft', 'latency', 'rate', 'memory']) this.show(name, '–');
    this.progress.value = 0;
  }

  /**
   * A token (or, from a batch, all of a user's tokens) has arrived. Only noted here: painting waits for the next frame.
   * @param {import('./types.js').Token} token
   */
  add({ user, text, tokens, atMs }) {
    if (this.phase === 'idle') this.enter('running');
    this.received += tokens;
    this.arrivals.push({ user, text, tokens, atMs, received: this.received });
    this.first[user] ??= atMs;
    this.frame ??= requestAnimationFrame(() => this.paint());
  }

  /** Shows what has arrived since the last time. */
  paint() {
    this.frame = null;
    for (const { user, text } of this.arrivals.slice(this.painted)) this.paragraphs[user]?.append(text);
    this.painted = this.arrivals.length;
    const last = this.arrivals.at(-1);
    if (!last) return;
    const waits = this.first.filter((wait) => wait !== null);
    const [soonest, latest] = [ms(Math.min(...waits)), ms(Math.max(...waits))];
    this.show('ttft', soonest === latest ? soonest : `${soonest} – ${latest}`);
    this.show('latency', ms(last.atMs));
    this.show('rate', last.atMs > 0 ? ((1000 * this.received) / last.atMs).toFixed(1) : '–');
    this.progress.value = this.received / this.expected;
  }

  /**
   * The lane has come to its end: done, cancelled or broken.
   * @param {import('./types.js').Phase} phase
   */
  end(phase) {
    this.paint();
    this.enter(phase);
    if (phase === 'done') this.progress.value = 1;
    if (phase === 'cancelled' || phase === 'broken')
      this.say(`${ENDED[phase]}: ${this.received} of at most ${this.expected} tokens had come.`);
  }

  /** @param {import('./types.js').Phase} phase */
  enter(phase) {
    this.phase = phase;
    this.part('[data-label="latency"]').textContent = LAST_TOKEN[phase];
  }

  /**
   * The lane is done: what it took in all.
   * @param {readonly import('./types.js').Result[]} results
   */
  finish(results) {
    this.end('done');
    this.showMemory(Math.max(...results.map((result) => result.peak_memory_mb ?? 0)));
  }

  /**
   * Peak memory, MiB; null or 0 where nobody can tell.
   * @param {number | null} mb
   */
  showMemory(mb) {
    this.memory = mb;
    this.show('memory', mb ? `${mb.toFixed(0)} MiB` : '–');
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  show(name, text) {
    this.part(`[data-measure="${name}"]`).textContent = text;
  }
}
