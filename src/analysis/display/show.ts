import { randomUUID } from 'node:crypto';
import type { Opening } from '../answers/opening.js';
import { escapeHtml } from './escape.js';
import type { Figure, JsonObject } from './figure.js';
import { figureHtml } from './html.js';
import { displayBundle, type MimeBundle } from './kernel.js';
import { figurePng } from './picture.js';
import { openingBundle, showText } from './text.js';

const newId = () => `fig-${randomUUID()}`;

/**
 * Shows a figure in the cell, under a title that says what it shows to be so: interactive, with a static picture where scripts do not run. Await it: drawing the picture
 * takes part of a second. Outside a notebook nothing is shown.
 * @example
 * ```ts
 * import { loadLog, pareto, pickExperiment, setUpPlotly, showFigure, summary } from 'streambatch/analysis';
 *
 * setUpPlotly();
 * const { rows } = pickExperiment((await loadLog()).rows);
 * await showFigure(pareto(summary(rows)));
 * ```
 */
export async function showFigure(figure: Figure, title = figure.title): Promise<void> {
  if (figure.data.every(isBlank)) {
    return showText(missing(figure));
  }
  displayBundle(figureBundle(title ? { ...figure, title } : figure, await figurePng(figure)));
}

/** What a figure would be of, and what measures it. */
const missing = ({ needs }: Figure): string =>
  needs.includes('npx')
    ? `Not in this log: ${needs}.`
    : `Not in this log: ${needs}. \`npx streambatch run\` measures them.`;

/** One figure in all its forms. */
function figureBundle(figure: Figure, png: Uint8Array | null): MimeBundle {
  return {
    'text/html': figureHtml(figure, newId(), png),
    ...(png ? { 'image/png': Buffer.from(png).toString('base64') } : {}),
    'text/plain': [...(figure.title ? [figure.title] : []), figure.alt, figure.caption].join('\n'),
  };
}

/** A trace without a point. */
const isBlank = ({ x, y }: JsonObject) =>
  ![x, y].some((values) => Array.isArray(values) && values.length > 0);

/** An output that is replaced in place. */
export interface LiveOutput<T> {
  /** Shows this instead of what was there. */
  update(content: T): void;
}

/** A chart that follows something under way. */
export interface LiveFigure extends LiveOutput<Figure> {
  /** The last update, with a static picture. */
  settle(figure: Figure): Promise<void>;
}

/**
 * A place in the cell for a chart that follows a running benchmark. Its updates carry no static picture: drawing
 * one would take the processor from the model being measured.
 */
export function liveFigure(): LiveFigure {
  const place = livePlace<readonly [Figure, Uint8Array | null]>(([figure, png]) => figureBundle(figure, png));
  return {
    update: (figure) => place.update([figure, null]),
    settle: async (figure) => place.update([figure, await figurePng(figure)]),
  };
}

/** A line of text in the cell that is replaced in place: progress, or tokens as they come. */
export function liveText(): LiveOutput<string> {
  return livePlace((text: string) => ({
    'text/html': `<pre style="white-space:pre-wrap;word-break:normal">${escapeHtml(text)}</pre>`,
    'text/plain': text,
  }));
}

/** A place at the top of a notebook for an answer that is measured further down. */
export const liveOpening = (): LiveOutput<Opening> => livePlace((opening: Opening) => openingBundle(opening));

function livePlace<T>(bundle: (content: T) => MimeBundle): LiveOutput<T> {
  const displayId = newId();
  let shown = false;
  return {
    update(content) {
      displayBundle(bundle(content), { displayId, update: shown });
      shown = true;
    },
  };
}
