/** What the notebooks import from 'streambatch/analysis'. danfo and plotly load here, never with the engine. */
export type { Figure, Json, JsonObject } from './display/figure.js';
export { setUpPlotly } from './display/plotly.js';
export { type LiveOutput, liveFigure, liveText, showFigure } from './display/show.js';
