import type { DOMWindow } from 'jsdom';
import type { Figure } from './figure.js';
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
  const { JSDOM, VirtualConsole } = await import('jsdom');
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

function stubLayout(window: PlotlyWindow): void {
  const box = (element: Element) => {
    const fontPx = Number.parseFloat((element as HTMLElement).style?.fontSize) || 12;
    const width = (element.textContent ?? '').length * fontPx * EM_PER_CHARACTER;
    const height = fontPx * 1.2;
    return { x: 0, y: -fontPx, width, height, left: 0, top: 0, right: width, bottom: height };
  };
  Object.assign(window.URL, { createObjectURL: () => '', revokeObjectURL: () => {} });
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: Element) {
      return box(this);
    },
    getComputedTextLength(this: Element) {
      return box(this).width;
    },
    getTotalLength: () => 0,
    getPointAtLength: () => ({ x: 0, y: 0 }),
  });
  Object.assign(window.Element.prototype, {
    getBoundingClientRect(this: Element) {
      return box(this);
    },
  });
}

/** The figure as SVG, drawn without a browser. */
export async function figureSvg(figure: Figure): Promise<string> {
  plotly ??= loadPlotly();
  const height = Number(figure.layout.height ?? DEFAULT_HEIGHT_PX);
  // plotly writes into what it is given
  const { data, layout } = structuredClone({ data: figure.data, layout: figure.layout });
  const options = { format: 'svg', width: WIDTH_PX, height, imageDataOnly: true };
  return (await plotly).toImage({ data, layout }, options);
}

/** The figure as a PNG with a palette (small), drawn without a browser. */
export async function figurePng(figure: Figure): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return sharp(Buffer.from(await figureSvg(figure)))
    .png({ palette: true })
    .toBuffer();
}
