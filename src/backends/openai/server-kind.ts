import { getText } from '../../wire/client.js';
import type { OpenAiSettings } from '../spec.js';
import { headersOf } from './headers.js';
import { besideVersion } from './server-metrics.js';

/** Servers of which something special is known, by the names that they give themselves. */
const NAMES = ['vllm', 'sglang', 'llamacpp'] as const;

/** Which server it is. */
export interface ServerKind {
  readonly name: (typeof NAMES)[number];
  /** As it tells it; undefined where it does not. */
  readonly version: string | undefined;
}

/** A server that does not answer by now is not asked on: it owes these pages to nobody. */
const PATIENCE_MS = 2000;

/**
 * By `owned_by` of its models, else, as behind a proxy, by the names in its metrics; null where it is none of those.
 * @param owner of the model, where its server has been asked for its models already
 */
export async function serverKind(settings: OpenAiSettings, owner?: string): Promise<ServerKind | null> {
  const root = besideVersion(settings);
  const page = async (url: string): Promise<string> => {
    const options = { headers: headersOf(settings, process.env), signal: AbortSignal.timeout(PATIENCE_MS) };
    return getText(url, options).catch(() => ''); // a page that is not there tells nothing
  };
  const named = owner ?? /"owned_by"\s*:\s*"(\w+)"/.exec(await page(`${settings.baseUrl}/models`))?.[1];
  const name = known(named) ?? known(/^(\w+):/m.exec(await page(`${root}/metrics`))?.[1]);
  return name ? { name, version: versionIn(await page(`${root}/version`)) } : null;
}

const known = (word: string | undefined) => NAMES.find((name) => name === word);

const versionIn = (page: string): string | undefined => /"version"\s*:\s*"([^"]{1,80})"/.exec(page)?.[1];
