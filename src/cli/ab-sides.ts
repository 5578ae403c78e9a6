import { describeBackend } from '../backends/registry.js';
import type { BenchmarkConfig } from '../benchmark/config.js';
import { InputError } from '../errors.js';
import { log } from '../logging.js';
import { configOf, type RunFlags } from './run-config.js';

/** Options that hold for both sides, as commander gives them. */
export type SharedFlags = Omit<RunFlags, 'profile' | 'config' | 'resume' | 'json'>;

/** What both sides are asked must be the same: only then are times a matter of the server. */
const WORK = ['prompts', 'promptLimit', 'ways', 'batchSizes', 'maxNewTokens', 'length'] as const;

/**
 * The configuration of each side. Two servers have what they keep of earlier prompts warmed up, unless it is said otherwise:
 * each block asks the same, so that only the first would find a cold cache, and only on the side whose turn it is.
 * @throws InputError for what cannot be read, and for sides that would be asked different things
 */
export async function configsOf(
  where: { readonly a: string; readonly b: string },
  flags: SharedFlags,
  named: readonly (keyof RunFlags)[],
): Promise<{ a: BenchmarkConfig; b: BenchmarkConfig }> {
  const [a, b] = await Promise.all([
    configOfSide(where.a, flags, named),
    configOfSide(where.b, flags, named),
  ]);
  for (const field of WORK) {
    const [ofA, ofB] = [a[field], b[field]].map((value) => JSON.stringify(value) ?? 'not given');
    if (ofA !== ofB)
      throw new InputError(
        `${field} is ${ofA} in A and ${ofB} in B, but both must be asked the same; name it as an option, which holds for both`,
      );
  }
  warnOfModels(a, b);
  const isServer = [a, b].every(({ backend: { backend } }) => describeBackend(backend).isServer);
  const usual = (config: BenchmarkConfig): BenchmarkConfig =>
    isServer ? { ...config, prefixCache: config.prefixCache ?? ['warm'] } : config;
  return { a: usual(a), b: { ...usual(b), seed: a.seed } };
}

function warnOfModels(a: BenchmarkConfig, b: BenchmarkConfig): void {
  if (a.backend.model === b.backend.model) return;
  log.warn(`the models differ: A serves "${a.backend.model}", B "${b.backend.model}"`);
}

async function configOfSide(
  where: string,
  flags: SharedFlags,
  named: readonly (keyof RunFlags)[],
): Promise<BenchmarkConfig> {
  if (!/^https?:\/\//.test(where)) return configOf({ ...flags, profile: 'default', config: where }, named);
  const baseUrl = versioned(where);
  const isUrl = URL.canParse(baseUrl); // if not, the schema says so
  const model = flags.model ?? (isUrl ? await onlyModel(baseUrl, flags) : undefined);
  return configOf({ ...flags, backend: 'openai', baseUrl, model, profile: 'default' }, named);
}

/** A server's address alone means its first version, as everywhere. */
function versioned(url: string): string {
  const bare = url.replace(/\/+$/, '');
  return URL.canParse(bare) && new URL(bare).pathname === '/' ? `${bare}/v1` : bare;
}

/** What a server serves, where that is one model. */
async function onlyModel(baseUrl: string, { apiKeyEnv, header }: SharedFlags): Promise<string> {
  const [{ listModels }, { headersOf }] = await Promise.all([
    import('../backends/openai/list-models.js'),
    import('../backends/openai/headers.js'),
  ]);
  const models = await listModels(baseUrl, headersOf({ apiKeyEnv, header }, process.env));
  if (models.length === 1) return models[0]!.id;
  throw new InputError(
    `${baseUrl} lists ${models.length === 0 ? 'no models' : models.map(({ id }) => id).join(', ')}; say with --model which one is measured`,
  );
}
