import { InputError } from '../../errors.js';
import { getJson, HttpStatusError } from '../../wire/client.js';

/** What a server lists of a model. */
interface Listed {
  readonly id: string;
  /** vLLM, SGLang and streambatch tell it. */
  readonly max_model_len?: unknown;
  /** Many servers tell their name. */
  readonly owned_by?: unknown;
}

/**
 * The models that a server lists; none where it has no such list.
 * @throws InputError for what it answers instead, as to a bad key; BackendError when nobody answers
 */
export async function listModels(baseUrl: string, headers: Record<string, string>): Promise<Listed[]> {
  let list: { data?: unknown } | null;
  try {
    list = (await getJson(`${baseUrl}/models`, { headers })) as typeof list;
  } catch (error) {
    if (!(error instanceof HttpStatusError)) throw error;
    if (error.status === 404) return [];
    throw new InputError(`${baseUrl}/models: ${error.message}`, { cause: error });
  }
  const entries: unknown[] = Array.isArray(list?.data) ? list.data : []; // whatever came
  return entries.filter(isListed);
}

const isListed = (entry: unknown): entry is Listed => typeof (entry as Listed | null)?.id === 'string';
