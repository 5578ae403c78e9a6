import { InputError } from '../../errors.js';
import { getJson, HttpStatusError } from '../../wire/client.js';

/**
 * The ids of the models that a server lists; none where it has no such list.
 * @throws InputError for what it answers instead, as to a bad key; BackendError when nobody answers
 */
export async function listModels(baseUrl: string, headers: Record<string, string>): Promise<string[]> {
  let list: { data?: { id?: unknown }[] };
  try {
    list = (await getJson(`${baseUrl}/models`, { headers })) as typeof list;
  } catch (error) {
    if (!(error instanceof HttpStatusError)) throw error;
    if (error.status === 404) return [];
    throw new InputError(`${baseUrl}/models: ${error.message}`, { cause: error });
  }
  const entries = Array.isArray(list?.data) ? list.data : []; // whatever came
  return entries.map((entry) => entry?.id).filter((id) => typeof id === 'string');
}
