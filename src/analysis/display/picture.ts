import type { DOMWindow } from 'jsdom';
import { throwExplained } from '../../optional-package.js';
import type { Figure, JsonObject } from './figure.js';
import { DEFAULT_HEIGHT_PX } from './html.js';
import { plotlySource } from './plotly.js';

/** Width of static pictures, px. */
const WIDTH_PX = 860;

interface Plotly {
  toImage(figure: unknown, options: Record<string, unknown>): Promise<string>;
}
type PlotlyWindow = DOMWindow & { Plotly: Plotly };

let plotly: Promise<Plotly> | undefined;

/**
 * plotly in a simulated page: no browser needed. Loaded on first use (about 1 s, 200–300 MB), so a process whose
 * memory is being measured must not draw. The page cannot lay out text; widths are estimated from the font size.
 */
async function loadPlotly(): Promise<Plotly> {
  const { JSDOM, VirtualConsole } = await import('jsdom').catch(throwExplained);
  // its console stays unconnected: plotly probes for a canvas, and jsdom would print that it has none
  const page = new JSDOM('<!doctype html><body></body>', {
    runScripts: 'outside-only',
    virtualConsole: new VirtualConsole(),
  });
  const window = page.window as PlotlyWindow;
  stubLayout(window);
  window.eval(plotlySource());
  return window.Plotly;
}

/** Average advance of a character of the sans-serif fonts that plotly asks for, in units of the font size. */
const EM_PER_CHARACTER = 0.55;
const EM_PER_LINE = 1.2;

/** Estimated size of one text as it stands on the page, px. */
function textSize(text: Element): { width: number; height: number } {
  const fontPx = Number.parseFloat((text as SVGElement).style?.fontSize) || 12;
  const lines = [...text.querySelectorAll('tspan.line')].map((line) => line.textContent ?? '');
  const longest = Math.max(
    ...(lines.length > 0 ? lines : [text.textContent ?? '']).map(({ length }) => length),
  );
  const [along, across] = [
    longest * fontPx * EM_PER_CHARACTER,
    Math.max(1, lines.length) * fontPx * EM_PER_LINE,
  ];
  const upright = /rotate\(-?90/.test(text.getAttribute('transform') ?? '');
  return upright ? { width: across, height: along } : { width: along, height: across };
}

/** Size of an element: that of its largest text. */
function sizeOf(element: Element) {
  const sizes = textsOf(element).map(textSize);
  const width = Math.max(0, ...sizes.map((size) => size.width));
  const height = Math.max(0, ...sizes.map((size) => size.height));
  return { x: 0, y: -height, width, height };
}

const textsOf = (element: Element) =>
  element.tagName === 'text' ? [element] : [...element.querySelectorAll('text')];

const numberAt = (element: Element, name: string) => Number.parseFloat(element.getAttribute(name) ?? '') || 0;

/** Where an element is moved to by itself and all that hold it (plotly only translates, apart from upright titles). */
function offset(element: Element | null): readonly [number, number] {
  if (!element) return [0, 0];
  const [x, y] = offset(element.parentElement);
  const moved = /translate\(([-\d.]+)[ ,]*([-\d.]+)?\)/.exec(element.getAttribute('transform') ?? '');
  return [x + Number(moved?.[1] ?? 0), y + Number(moved?.[2] ?? 0)];
}

/** Place of one text on the page: its anchor is at the start, the middle or the end of its line. */
function placeOf(text: Element) {
  const { width, height } = textSize(text);
  const [x, y] = offset(text);
  const anchor = (text as SVGElement).style?.textAnchor || text.getAttribute('text-anchor');
  const share = anchor === 'middle' ? 0.5 : anchor === 'end' ? 1 : 0;
  const left = x + numberAt(text, 'x') - share * width;
  const bottom = y + numberAt(text, 'y');
  return { left, right: left + width, top: bottom - height, bottom };
}

/** The rectangle that holds every text of an element: plotly makes room for axes by it. */
function rectangleOf(element: Element) {
  const places = textsOf(element).map(placeOf);
  if (places.length === 0) return { x: 0, y: 0, left: 0, right: 0, top: 0, bottom: 0, width: 0, height: 0 };
  const left = Math.min(...places.map((place) => place.left));
  const right = Math.max(...places.map((place) => place.right));
  const top = Math.min(...places.map((place) => place.top));
  const bottom = Math.max(...places.map((place) => place.bottom));
  return { x: left, y: top, left, right, top, bottom, width: right - left, height: bottom - top };
}

function stubLayout(window: PlotlyWindow): void {
  Object.assign(window.URL, { createObjectURL: () => '', revokeObjectURL: () => {} });
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: Element) {
      return sizeOf(this);
    },
    getComputedTextLength(this: Element) {
      return sizeOf(this).width;
    },
    getTotalLength: () => 0,
    getPointAtLength: () => ({ x: 0, y: 0 }),
  });
  Object.assign(window.Element.prototype, {
    getBoundingClientRect(this: Element) {
      return rectangleOf(this);
    },
  });
}

/** Titles below an axis are broken for phones; a picture is wide enough, and plotly puts a second line beyond its edge. */
function onOneLine(layout: JsonObject): void {
  for (const [name, axis] of Object.entries(layout)) {
    const { title } = (axis ?? {}) as { title?: { text?: string } };
    if (name.startsWith('xaxis') && title?.text) title.text = title.text.replaceAll('<br>', ' ');
  }
}

/** The figure as SVG, drawn without a browser. */
export async function figureSvg(figure: Figure): Promise<string> {
  plotly ??= loadPlotly();
  const height = Number(figure.layout.height ?? DEFAULT_HEIGHT_PX);
  // plotly writes into what it is given
  const { data, layout } = structuredClone({ data: figure.data, layout: figure.layout });
  onOneLine(layout);
  const options = { format: 'svg', width: WIDTH_PX, height, imageDataOnly: true };
  return (await plotly).toImage({ data, layout }, options);
}

/**
 * The figure as a PNG with a palette (small), 860 px wide, drawn without a browser. The first takes about a second and
 * 200–300 MB: not in a process whose memory is measured.
 */
export async function figurePng(figure: Figure): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp').catch(throwExplained);
  return sharp(Buffer.from(await figureSvg(figure)))
    .png({ palette: true })
    .toBuffer();
}
