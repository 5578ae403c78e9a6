import { JSDOM } from 'jsdom';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { escapeHtml, scriptJson } from '../../../src/analysis/display/escape.js';
import type { Figure } from '../../../src/analysis/display/figure.js';
import { figureHtml } from '../../../src/analysis/display/html.js';

const test = suite('analysis/display/html');

const figure: Figure = {
  data: [{ type: 'bar', x: ['</script><script>alert(1)</script>'], y: [1] }],
  layout: { height: 300 },
  alt: 'one "bar" <b>',
  needs: 'something',
  caption: 'n = 1 & more',
};

test('text cannot leave its element or its attribute', () => {
  assert.is(escapeHtml(`<a href="x" id='y'>&`), '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;');
});

test('JSON cannot close the script that holds it, and reads back as the same value', () => {
  const value = ['</script>', '<!--', '\u2028\u2029', 1.5, null];
  const text = scriptJson(value);
  assert.not.match(text, /[<\u2028\u2029]/);
  assert.equal(JSON.parse(text), value);
});

test('numbers that JSON cannot hold become gaps', () => {
  assert.is(scriptJson([Number.NaN, Number.POSITIVE_INFINITY]), '[null,null]');
});

test('the static picture and its alt text stand in the HTML itself', () => {
  const page = new JSDOM(figureHtml(figure, 'f1', Uint8Array.of(1, 2, 3)));
  const image = page.window.document.querySelector('figure img');
  assert.is(image?.getAttribute('alt'), figure.alt);
  assert.is(image?.getAttribute('src'), 'data:image/png;base64,AQID');
  assert.is(page.window.document.querySelector('#f1')?.getAttribute('aria-label'), figure.alt);
  assert.is(page.window.document.querySelector('figcaption')?.textContent, figure.caption);
  assert.is(page.window.document.querySelectorAll('script').length, 1);
});

test('a title is its heading, and what is copied with it; buttons are hidden where scripts do not run', () => {
  const { document } = new JSDOM(figureHtml({ ...figure, title: 'A < B' }, 'f1', null)).window;
  assert.is(document.querySelector('figure > .claim')?.textContent, 'A < B');
  assert.match(document.querySelector('script')?.textContent ?? '', '"csv":"series,');
  assert.ok(document.querySelector('.copy')?.hasAttribute('hidden'));
});

test('the script draws the figure once plotly is ready, without the cloud button', async () => {
  const page = new JSDOM('<body></body>', { runScripts: 'outside-only' });
  const calls: unknown[][] = [];
  const { window } = page;
  const plotly = { newPlot: (...call: unknown[]) => calls.push(call) };
  Object.assign(window, { __plotlyReady: Promise.resolve(plotly) });
  window.document.body.innerHTML = figureHtml(figure, 'f1', null);
  window.eval(window.document.querySelector('script')?.textContent ?? '');
  await new Promise(setImmediate);
  const [element, data, layout, config] = calls[0] as [Element, unknown, unknown, Record<string, unknown>];
  assert.is(element.id, 'f1');
  assert.equal(JSON.parse(JSON.stringify([data, layout])), [figure.data, figure.layout]);
  assert.is(config.showSendToCloud, false);
});

test('a figure without alt text is refused', () => {
  assert.throws(() => figureHtml({ ...figure, alt: ' ' }, 'f1', null), /needs alt text/);
});

test.run();
