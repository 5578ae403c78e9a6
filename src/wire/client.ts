/** The HTTP client: JSON, and server-sent events as they arrive. */
export { type EventOptions, postForEvents } from './events.js';
export { HttpStatusError } from './http-status-error.js';
export { isLoopback } from './is-loopback.js';
export { getJson, postJson } from './json.js';
export { readMetricsPage } from './metrics-page.js';
export { closeIdleConnections, type RequestOptions } from './request.js';
export { getText, postForText } from './text.js';
