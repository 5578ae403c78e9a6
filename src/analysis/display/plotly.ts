import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { COPY_SCRIPT } from './copy-script.js';
import { displayBundle } from './kernel.js';

const require = createRequire(import.meta.url);

/** Source of plotly.js, as its package ships it. */
export function plotlySource(): string {
  return readFileSync(require.resolve('plotly.js-dist-min'), 'utf8');
}

/**
 * Figures keep their captions beside them; on dark pages that are no report they lie on a light card, in which their colours hold; on paper
 * they are as wide as the page, whatever the window was, and no higher than that three find room on it.
 */
const STYLE = `
figure.streambatch figcaption{font-size:.9em;line-height:1.45}
figure.streambatch .claim{margin:0 0 .4em;font-size:1.08em;line-height:1.35}
figure.streambatch>div{background:#fff;color:#222;border-radius:4px}
figure.streambatch .copy{float:right;margin:0 0 0 1em;font-size:.85em}
figure.streambatch .copy button{font:inherit;color:inherit;background:none;border:1px solid currentColor;border-radius:4px;padding:.1em .6em;margin-left:.4em;cursor:pointer}
.streambatch-scroll{overflow-x:scroll;scrollbar-width:thin}
details.streambatch{margin:.5em 0}
details.streambatch>summary{cursor:pointer;font-weight:bold}
@media print{
figure.streambatch{break-inside:avoid}
figure.streambatch>div{min-height:0!important}
figure.streambatch :is(.js-plotly-plot,.plot-container,.svg-container){width:100%!important;height:auto!important}
figure.streambatch .main-svg{width:100%;height:auto;max-height:80mm}
figure.streambatch .main-svg:first-child{position:static!important}
.modebar,figure.streambatch .copy{display:none!important}
.streambatch-scroll{overflow:visible}
}`;

/**
 * A drawing has pixels alone; with a view box it can be scaled. Not before printing: plotly resizes it on the screen.
 * What is folded is open on paper, where nobody can unfold it.
 */
const SCALE_ON_PAPER = `addEventListener("beforeprint",function(){
document.querySelectorAll("details.streambatch:not([open])").forEach(function(d){d.open=true;d.dataset.folded=""});
document.querySelectorAll("figure.streambatch .main-svg").forEach(function(s){
s.setAttribute("viewBox","0 0 "+s.getAttribute("width")+" "+s.getAttribute("height"))})});
addEventListener("afterprint",function(){
document.querySelectorAll("details[data-folded]").forEach(function(d){d.open=false;delete d.dataset.folded});
document.querySelectorAll("figure.streambatch .main-svg").forEach(function(s){s.removeAttribute("viewBox")})});`;

/**
 * A script that makes `window.__plotlyReady`, a promise of plotly. The source travels gzipped (2.0 MB instead of
 * 4.8) and runs with `module`, `exports` and `define` hidden, since pages that carry require.js would make plotly
 * register itself there instead of on `window`.
 */
function plotlyScript(source: string): string {
  const packed = gzipSync(source, { level: 9 }).toString('base64');
  return (
    `(function(){if(window.__plotlyReady)return;window.__plotlyReady=(async function(){` +
    `var b=Uint8Array.from(atob("${packed}"),function(c){return c.charCodeAt(0)});` +
    `var t=await new Response(new Blob([b]).stream().pipeThrough(new DecompressionStream("gzip"))).text();` +
    `new Function("module","exports","define",t).call(window);return window.Plotly})()})()`
  );
}

/** Puts plotly into the notebook, once: call it in a cell of its own, before the first figure. */
export function setUpPlotly(): void {
  displayBundle({
    'text/html': `<style>${STYLE}</style><script>${SCALE_ON_PAPER}${COPY_SCRIPT}${plotlyScript(plotlySource())}</script>`,
    'text/plain': '[plotly.js]',
  });
}
