import { isDeepStrictEqual } from 'node:util';
import type { GenerateRequest } from '../../generation.js';
import type { OpenAiSettings } from '../spec.js';
import type { Asked } from './request-body.js';

/** What must be the same for all prompts of a list. */
const shared = ({ maxNewTokens, forceLength, sampling, stop }: GenerateRequest) => ({
  maxNewTokens,
  forceLength: forceLength ?? false,
  sampling,
  stop,
});

/**
 * May these be asked in one request? Where the protocol knows lists, all want whole answers of one kind, and what each
 * answer took can be told although the server tells one sum.
 */
export function mayBeList(
  requests: readonly GenerateRequest[],
  { api, apart }: OpenAiSettings,
  hasTokenizer: boolean,
): boolean {
  const [first, ...others] = requests;
  if (!first || others.length === 0 || api !== 'completions' || apart) return false;
  if (!first.forceLength && !hasTokenizer) return false;
  const isLike = (request: GenerateRequest) => isDeepStrictEqual(shared(request), shared(first));
  return requests.every(({ delivery }) => delivery === 'batch') && others.every(isLike);
}

/** All of them as one. */
export const asList = (requests: readonly GenerateRequest[]): Asked => ({
  ...requests[0]!,
  prompt: requests.map(({ prompt }) => prompt),
});
