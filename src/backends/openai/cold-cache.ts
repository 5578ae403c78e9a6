import { BackendError } from '../../errors.js';
import { postForText } from '../../wire/client.js';
import type { OpenAiSettings } from '../spec.js';
import { headersOf } from './headers.js';
import { type ServerKind, serverKind } from './server-kind.js';
import { besideVersion } from './server-metrics.js';

/** How a server that keeps prompts is kept from using what it knows of those of a run, which stay as they are. */
export interface ColdCache {
  /** `uncached`: each request says that it is to have nothing of others. `reset`: the server forgets when it is asked to. */
  readonly by: 'uncached' | 'reset';
  /** What each request says; absent: nothing. */
  readonly unseen?: OpenAiSettings['unseen'];
  /** Makes the server forget all prompts; not while requests run. @throws HttpStatusError; BackendError */
  readonly forget?: () => Promise<void>;
}

/** Asks a server what it is, and makes it forget once; null where it cannot be told. */
export async function coldCache(settings: OpenAiSettings): Promise<ColdCache | null> {
  const kind = await serverKind(settings);
  if (kind === null) return null;
  const forget = await forgetting(kind, settings);
  const unseen = unseenAt(kind);
  if (unseen) return { by: 'uncached', unseen, ...(forget && { forget: leniently(forget) }) };
  return forget ? { by: 'reset', forget } : null;
}

/** For a server at which each request is apart anyway. */
const leniently = (forget: () => Promise<void>) => (): Promise<void> => forget().catch(() => undefined); // an empty cache only makes trials more alike

/** Older vLLM passes over `cache_salt`. */
function unseenAt({ name, version = '' }: ServerKind): OpenAiSettings['unseen'] {
  if (name === 'llamacpp') return 'cache_prompt';
  return name === 'vllm' && SALTED.test(version) ? 'cache_salt' : undefined;
}

/** From 0.9 on. */
const SALTED = /^(0\.(9|\d{2,})|[1-9]\d*)\./;

/** Paths beside `/v1`; vLLM has its own in development mode alone, and newer SGLang waits until it is idle, s. */
const FORGETS: Partial<Record<ServerKind['name'], string>> = {
  vllm: 'reset_prefix_cache',
  sglang: 'flush_cache?timeout=5',
};

async function forgetting({ name }: ServerKind, settings: OpenAiSettings): Promise<ColdCache['forget']> {
  const path = FORGETS[name];
  if (path === undefined) return undefined;
  const forget = async (): Promise<void> => {
    const options = { headers: headersOf(settings, process.env), signal: AbortSignal.timeout(PATIENCE_MS) };
    const answer = await postForText(`${besideVersion(settings)}/${path}`, {}, options);
    if (REFUSED.test(answer)) throw new BackendError(`/${path} did not make the server forget: ${answer}`);
  };
  try {
    await forget();
    return forget;
  } catch {
    return undefined; // it has no such path, or not for us
  }
}

/** vLLM, with blocks in use. */
const REFUSED = /"success"\s*:\s*false/;

/** Forgetting takes no time; a server that does not answer by now will not. */
const PATIENCE_MS = 10_000;
