import { readMetricsPage } from '../../wire/client.js';
import type { OpenAiSettings } from '../spec.js';

/** What the server tells of itself, from any process: `/metrics` lies beside its `/v1`. Null where it tells nothing. */
export function readServerMetrics({ baseUrl, apiKeyEnv }: OpenAiSettings): Promise<string | null> {
  const key = apiKeyEnv === undefined ? undefined : process.env[apiKeyEnv];
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
  return readMetricsPage(baseUrl.replace(/\/v\d+$/, ''), headers);
}
