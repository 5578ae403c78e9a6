import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { displayBundle } from './kernel.js';

const require = createRequire(import.meta.url);

/** Source of plotly.js, as its package ships it. */
export function plotlySource(): string {
  return readFileSync(require.resolve('plotly.js-dist-min'), 'utf8');
}

/** Figures keep their captions beside them; on paper they are as wide as the page, whatever the window was. */
const STYLE = `
figure.streambatch figcaption{font-size:.9em;line-height:1.45;opacity:.85}
@media print{
figure.streambatch{break-inside:avoid}
figure.streambatch>div{min-height:0!important}
figure.streambatch :is(.js-plotly-plot,.plot-container,.svg-container){width:100%!important;height:auto!important}
figure.streambatch .main-svg{width:100%;height:auto}
figure.streambatch .main-svg:first-child{position:static!important}
.modebar{display:none!important}
}`;

/** A drawing has pixels alone; with a view box it can be scaled. Not before printing: plotly resizes it on the screen. */
const SCALE_ON_PAPER = `addEventListener("beforeprint",function(){
document.querySelectorAll("figure.streambatch .main-svg").forEach(function(s){
s.setAttribute("viewBox","0 0 "+s.getAttribute("width")+" "+s.getAttribute("height"))})});
addEventListener("afterprint",function(){
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
    'text/html': `<style>${STYLE}</style><script>${SCALE_ON_PAPER}${plotlyScript(plotlySource())}</script>`,
    'text/plain': '[plotly.js]',
  });
}
