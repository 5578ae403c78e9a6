import { readMetricsPage } from '../../wire/client.js';
import type { BackendSpec } from '../spec.js';

/** `/metrics` of the server lies beside its `/v1`. */
export const metricsOf = (
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
): Promise<string | null> => readMetricsPage(baseUrl.replace(/\/v\d+$/, ''), headers);

/** Reads what the server of a spec tells of itself, from any process; null where the spec names none. */
export function metricsReader({ openai }: BackendSpec): (() => Promise<string | null>) | null {
  if (!openai) return null;
  const { baseUrl, apiKeyEnv } = openai;
  const key = apiKeyEnv === undefined ? undefined : process.env[apiKeyEnv];
  return () => metricsOf(baseUrl, key ? { authorization: `Bearer ${key}` } : {});
}
