import { getText } from '../../wire/client.js';
import type { OpenAiSettings } from '../spec.js';
import { headersOf } from './headers.js';
import { besideVersion } from './server-metrics.js';

/** Servers that can be told to pass over what they know of a prompt, by the names that they give themselves. */
const NAMES = ['vllm', 'sglang', 'llamacpp'] as const;

/** Which server it is, and its version where that decides something; null: one that nothing special is known of. */
export interface ServerKind {
  readonly name: (typeof NAMES)[number];
  /** Undefined where it does not tell. */
  readonly version: readonly [major: number, minor: number] | undefined;
}

/** A server that does not answer by now is not asked on: it owes these pages to nobody. */
const PATIENCE_MS = 5000;

/** By `owned_by` of its models, else, as behind a proxy, by the names in its metrics. */
export async function serverKind(settings: OpenAiSettings): Promise<ServerKind | null> {
  const root = besideVersion(settings);
  const page = async (url: string): Promise<string> => {
    const options = { headers: headersOf(settings, process.env), signal: AbortSignal.timeout(PATIENCE_MS) };
    return getText(url, options).catch(() => ''); // a page that is not there tells nothing
  };
  const owner = /"owned_by"\s*:\s*"(\w+)"/.exec(await page(`${settings.baseUrl}/models`))?.[1];
  const name = known(owner) ?? known(/^(\w+):/m.exec(await page(`${root}/metrics`))?.[1]);
  return name ? { name, version: versionIn(await page(`${root}/version`)) } : null;
}

const known = (word: string | undefined) => NAMES.find((name) => name === word);

function versionIn(page: string): ServerKind['version'] {
  const [, major, minor] = /"version"\s*:\s*"(\d+)\.(\d+)/.exec(page) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}
