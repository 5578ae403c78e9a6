import { readMetricsPage } from '../../wire/client.js';
import type { OpenAiSettings } from '../spec.js';
import { headersOf } from './headers.js';

/** What the server tells of itself, from any process: `/metrics` lies beside its `/v1`. Null where it tells nothing. */
export async function readServerMetrics(settings: OpenAiSettings): Promise<string | null> {
  return readMetricsPage(besideVersion(settings), headersOf(settings, process.env));
}

/** Where a server has what is not of the protocol: its address without the version. */
export const besideVersion = ({ baseUrl }: Pick<OpenAiSettings, 'baseUrl'>): string =>
  baseUrl.replace(/\/v\d+$/, '');
