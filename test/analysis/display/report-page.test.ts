import { JSDOM } from 'jsdom';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { finishPage } from '../../../src/analysis/display/report-page.js';

const test = suite('analysis/report-page');

/** The parts of a page of nbconvert 7.17 that matter here. */
const page = `<html lang="en"><head><title>02-analysis</title>
<script src="https://cdnjs.cloudflare.com/ajax/libs/require.js/2.1.10/require.min.js"></script>
<script>inline()</script></head>
<body class="jp-Notebook"><main><h1 id="A">Streaming &amp; <em>batch</em><a class="anchor-link" href="#A">¶</a></h1>
<h2 id="First">First <em>part</em><a class="anchor-link" href="#First">¶</a></h2>
<pre>$& $1</pre><table><tr><td>1</td></tr></table>
<figure class="streambatch"><p>A title</p><figcaption style="x">One.</figcaption></figure>
<figure class="streambatch-table"><figcaption>Rows.</figcaption></figure>
<figure class="streambatch"><figcaption>Two.</figcaption></figure></main></body></html>`;

test('nothing is fetched from elsewhere; inline scripts stay', () => {
  const finished = finishPage(page);
  assert.not.match(finished, /src="http/);
  assert.match(finished, '<script>inline()</script>');
});

test('the title is the first heading, as text', () => {
  assert.match(finishPage(page), '<title>Streaming &amp; batch</title>');
});

test('a page without a heading keeps its title', () => {
  assert.match(finishPage('<head><title>t</title></head><main></main>'), '<title>t</title>');
});

test('the content is untouched, dollar signs included, and the code can be shown', () => {
  const finished = finishPage(page);
  assert.match(finished, '<pre>$& $1</pre>');
  assert.match(finished, /<input type="checkbox" id="show-code">.*<main>/);
});

test('sections, figures and tables have anchors, and the way to them stands on the page', () => {
  const { document } = new JSDOM(finishPage(page)).window;
  const links = [...document.querySelectorAll('a:not(.anchor-link)')];
  assert.equal(
    links.map((link) => [link.textContent, link.getAttribute('href')]),
    [
      ['First part', '#First'],
      ['Figure 1', '#figure-1'],
      ['Table 1', '#table-1'],
      ['Figure 2', '#figure-2'],
    ],
  );
  for (const link of links) assert.ok(document.querySelector(link.getAttribute('href')!));
  assert.is(document.querySelector('#figure-2 figcaption')?.textContent, 'Figure 2. Two.');
});

test('a wide table of the text scrolls in a frame that the keyboard reaches', () => {
  const frame = new JSDOM(finishPage(page)).window.document.querySelector('table')?.parentElement;
  assert.is(frame?.getAttribute('tabindex'), '0');
});

test.run();
