import { asError, BackendError } from '../errors.js';
import { getJson, type RequestOptions } from '../wire/client.js';

/** The error of a server that is not as a streambatch server; one that lists models is of a kind that a load can take. */
export async function explainOtherServer(
  url: string,
  options: RequestOptions,
  cause: unknown,
): Promise<Error> {
  const base = url.replace(/\/v1$/, '');
  const model = await firstModel(`${base}/v1`, options);
  if (model === null) return asError(cause);
  return new BackendError(
    `${url} is no streambatch server but another OpenAI-compatible one: take --backend openai --target ${base}/v1 --model ${model}`,
    { cause },
  );
}

/** Null where there is no such list. */
async function firstModel(baseUrl: string, options: RequestOptions): Promise<string | null> {
  try {
    const { data } = (await getJson(`${baseUrl}/models`, options)) as { data?: { id?: unknown }[] };
    const id = data?.[0]?.id;
    return typeof id === 'string' ? id : null;
  } catch {
    return null; // the first error says more
  }
}
