import { InputError } from '../../errors.js';
import { escapeHtml, scriptJson } from './escape.js';
import type { Figure } from './figure.js';
import { figureCsv } from './figure-csv.js';

/** Height that figures get where their layout names none, px. */
export const DEFAULT_HEIGHT_PX = 420;

/** plotly's own settings, for every figure: no logo, and no button that posts the data to a cloud service (4.x's default). */
const CONFIG = { responsive: true, displaylogo: false, showSendToCloud: false };

/**
 * One figure as HTML. A static picture stands inside, since untrusted notebooks drop scripts and prefer
 * `text/html` over `image/png`; the script replaces it once plotly (see `plotlyScript`) is there.
 * @param id unique in the page
 * @param png the static picture, or null
 */
export function figureHtml(figure: Figure, id: string, png: Uint8Array | null): string {
  if (!figure.alt.trim()) throw new InputError('a figure needs alt text: say in `alt` what it shows');
  const alt = escapeHtml(figure.alt);
  const still = png
    ? `<img alt="${alt}" style="max-width:100%" src="data:image/png;base64,${Buffer.from(png).toString('base64')}">`
    : `<em>${alt}</em>`;
  const height = Number(figure.layout.height ?? DEFAULT_HEIGHT_PX);
  const { data, layout, title } = figure;
  const spec = scriptJson({ data, layout, title, config: CONFIG, csv: figureCsv(figure) });
  return (
    `<figure class="streambatch" style="margin:0 0 1.5em">${titleHtml(title)}` +
    `<div id="${id}" role="group" aria-label="${alt}" style="min-height:${height}px">${still}</div>${COPY_BUTTONS}` +
    `<figcaption style="max-width:60em">${escapeHtml(figure.caption)}</figcaption></figure>` +
    `<script>${drawScript(id, spec)}</script>`
  );
}

const titleHtml = (title: string | undefined) =>
  title ? `<p class="claim"><strong>${escapeHtml(title)}</strong></p>` : '';

/** Hidden until the script runs: without it they could do nothing. */
const COPY_BUTTONS =
  '<p class="copy" hidden><button type="button" value="csv">Copy CSV</button><button type="button" value="png">Copy PNG</button></p>';

/**
 * Waits for the element and for plotly (a front end may run this before either is there), then draws; in a report in the
 * colours of its page (`NIGHT_SCRIPT`).
 */
function drawScript(id: string, spec: string): string {
  return (
    `(function(){var s=${spec},n=0;(function go(){var e=document.getElementById("${id}");` +
    `if(!e||!window.__plotlyReady){if(n++<600)setTimeout(go,100);return}` +
    `window.__plotlyReady.then(function(P){e.innerHTML="";var c=e.parentNode.querySelector(".copy");c.hidden=false;` +
    `c.onclick=function(v){if(v.target.value)window.__streambatchCopy(v.target,s)};` +
    `function draw(f){return P.newPlot(e,f.data,f.layout,s.config)}` +
    `return window.__streambatchShow?window.__streambatchShow(draw,s):draw(s)})` +
    `.catch(function(x){console.error(x)})})()})()`
  );
}
