import { readMetricsPage } from '../../wire/client.js';
import type { OpenAiSettings } from '../spec.js';
import { headersOf } from './headers.js';

/** What the server tells of itself, from any process: `/metrics` lies beside its `/v1`. Null where it tells nothing. */
export async function readServerMetrics(settings: OpenAiSettings): Promise<string | null> {
  const headers = headersOf(settings, process.env);
  return readMetricsPage(settings.baseUrl.replace(/\/v\d+$/, ''), headers);
}
