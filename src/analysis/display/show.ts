import { randomUUID } from 'node:crypto';
import { escapeHtml } from './escape.js';
import type { Figure, JsonObject } from './figure.js';
import { figureHtml } from './html.js';
import { displayBundle } from './kernel.js';
import { figurePng } from './picture.js';
import { showText } from './text.js';

const newId = () => `fig-${randomUUID()}`;

/** Shows a figure in the cell: interactive, with a static picture where scripts do not run. Await it. */
export async function showFigure(figure: Figure): Promise<void> {
  if (figure.data.every(isBlank)) return showText('Nothing to draw: the log holds no value for this figure.');
  const png = await figurePng(figure);
  displayBundle({
    'text/html': figureHtml(figure, newId(), png),
    'image/png': Buffer.from(png).toString('base64'),
    'text/plain': `${figure.alt}\n${figure.caption}`,
  });
}

/** A trace without a point. */
const isBlank = ({ x, y }: JsonObject) =>
  ![x, y].some((values) => Array.isArray(values) && values.length > 0);

/** An output that is replaced in place. */
export interface LiveOutput<T> {
  update(content: T): void;
}

/**
 * A place in the cell for a chart that follows a running benchmark. Its updates carry no static picture: drawing
 * one would take the processor from the model being measured. Show the final chart with `showFigure`.
 */
export function liveFigure(): LiveOutput<Figure> {
  const id = newId();
  return livePlace((figure: Figure) => ({
    'text/html': figureHtml(figure, `${id}-${randomUUID()}`, null),
    'text/plain': figure.alt,
  }));
}

/** A line of text in the cell that is replaced in place: progress, or tokens as they come. */
export function liveText(): LiveOutput<string> {
  return livePlace((text: string) => ({
    'text/html': `<pre style="white-space:pre-wrap">${escapeHtml(text)}</pre>`,
    'text/plain': text,
  }));
}

function livePlace<T>(bundle: (content: T) => Record<string, unknown>): LiveOutput<T> {
  const displayId = newId();
  let shown = false;
  return {
    update(content) {
      displayBundle(bundle(content), { displayId, update: shown });
      shown = true;
    },
  };
}
