import { JSDOM } from 'jsdom';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NIGHT, NIGHT_SCRIPT } from '../../../src/analysis/display/night-script.js';

interface Spec {
  readonly data: readonly object[];
  readonly layout: object;
}
type ReportWindow = Window & {
  eval(script: string): void;
  __streambatchShow(draw: (spec: Spec) => void, spec: Spec): void;
};

/** A page on a system that is dark or not, and changes to the other when told so. */
function pageOf(isDark: boolean) {
  const { window } = new JSDOM('', { runScripts: 'outside-only' });
  const scheme = Object.assign(new window.EventTarget(), { matches: isDark });
  Object.assign(window, { matchMedia: () => scheme });
  const page = window as unknown as ReportWindow;
  page.eval(NIGHT_SCRIPT);
  const turn = () => {
    scheme.matches = !scheme.matches;
    scheme.dispatchEvent(new window.Event('change'));
  };
  const fire = (name: string) => window.dispatchEvent(new window.Event(name));
  return { page, turn, fire };
}

const FIGURE: Spec = {
  data: [{ marker: { color: ['#0072B2', '#222'] }, textfont: { color: '#222' }, x: [1, null] }],
  layout: { paper_bgcolor: '#fff', font: { color: '#222' }, xaxis: { gridcolor: '#e3e3e3' } },
};
const BY_NIGHT: Spec = {
  data: [{ marker: { color: ['#0072B2', NIGHT.text] }, textfont: { color: '#222' }, x: [1, null] }],
  layout: { paper_bgcolor: NIGHT.page, font: { color: NIGHT.text }, xaxis: { gridcolor: NIGHT.line } },
};

/** Figures that were drawn, as plain data of this realm. */
function drawnOn({ page }: ReturnType<typeof pageOf>): Spec[] {
  const drawn: Spec[] = [];
  page.__streambatchShow((spec) => drawn.push(JSON.parse(JSON.stringify(spec)) as Spec), FIGURE);
  return drawn;
}

test('by day a figure is as it was made; by night what is neutral is swapped, ways and text on marks stay', () => {
  assert.equal(drawnOn(pageOf(false)), [FIGURE]);
  assert.equal(drawnOn(pageOf(true)), [BY_NIGHT]);
});

test('it is drawn anew when the system changes, and for paper', () => {
  const where = pageOf(false);
  const drawn = drawnOn(where);
  where.fire('beforeprint');
  where.fire('afterprint');
  where.turn();
  where.fire('beforeprint');
  where.fire('afterprint');
  assert.equal(drawn, [FIGURE, BY_NIGHT, FIGURE, BY_NIGHT]);
});

test.run();
