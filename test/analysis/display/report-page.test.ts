import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { finishPage } from '../../../src/analysis/display/report-page.js';

const test = suite('analysis/report-page');

/** The parts of a page of nbconvert 7.17 that matter here. */
const page = `<html lang="en"><head><title>02-analysis</title>
<script src="https://cdnjs.cloudflare.com/ajax/libs/require.js/2.1.10/require.min.js"></script>
<script>inline()</script></head>
<body class="jp-Notebook"><main><h1 id="A">Streaming &amp; <em>batch</em><a class="anchor-link" href="#A">¶</a></h1>
<pre>$& $1</pre></main></body></html>`;

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

test.run();
