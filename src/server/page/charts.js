const CONFIG = { responsive: true, displayModeBar: false };

/**
 * plotly, once its script is there.
 * @returns {{react(element: HTMLElement, traces: readonly object[], layout: object, config: object): void}}
 */
const plotly = () => /** @type {any} */ (globalThis).Plotly;

/** @param {string} name */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/**
 * @param {string} xTitle
 * @param {string} yTitle
 */
const layout = (xTitle, yTitle) => ({
  paper_bgcolor: 'rgba(0,0,0,0)',
  plot_bgcolor: 'rgba(0,0,0,0)',
  font: { color: colour('ink'), family: 'system-ui, sans-serif' },
  margin: { l: 56, r: 12, t: 48, b: 48 },
  legend: { orientation: 'h', y: 1, yanchor: 'bottom' },
  xaxis: {
    title: { text: xTitle },
    gridcolor: colour('line'),
    zerolinecolor: colour('line'),
    rangemode: 'tozero',
  },
  yaxis: {
    title: { text: yTitle },
    gridcolor: colour('line'),
    zerolinecolor: colour('line'),
    rangemode: 'tozero',
  },
});

/**
 * @param {import('./types.js').Lane} lane
 * @param {object} more
 */
const traceOf = (lane, more) => ({
  name: lane.title,
  line: { color: colour(lane.id), shape: 'hv' },
  ...more,
});

/**
 * Tokens received over time; the lanes share the zero of their own starts.
 * @param {HTMLElement} element
 * @param {readonly import('./lane-view.js').LaneView[]} views
 */
export function drawArrivals(element, views) {
  const traces = views.map(({ lane, arrivals }) =>
    traceOf(lane, {
      mode: 'lines',
      x: [0, ...arrivals.map(({ atMs }) => atMs / 1000)],
      y: [0, ...arrivals.map(({ received }) => received)],
    }),
  );
  plotly().react(element, traces, layout('seconds since the lane started', 'tokens'), CONFIG);
}

/**
 * Tokens per second of every race of this session.
 * @param {HTMLElement} element
 * @param {readonly import('./types.js').Lane[]} lanes
 * @param {readonly Readonly<Record<string, number>>[]} races
 */
export function drawHistory(element, lanes, races) {
  const traces = lanes.map((lane) =>
    traceOf(lane, {
      mode: 'lines+markers',
      line: { color: colour(lane.id) },
      marker: { size: 9 },
      x: races.map((_, i) => i + 1),
      y: races.map((race) => race[lane.id] ?? null),
    }),
  );
  const form = layout('race', 'tokens per second');
  const xaxis = { ...form.xaxis, dtick: 1, range: [0.5, Math.max(5, races.length) + 0.5] };
  plotly().react(element, traces, { ...form, xaxis }, CONFIG);
}
