import { checkRequest } from '../engine/check.js';
import type { GenerateRequest } from '../generation.js';

const SOME_TOKENS = [0];
const NO_LIMITS = { vocab: Number.POSITIVE_INFINITY, maxPositions: Number.POSITIVE_INFINITY };

/** For a backend without tokenizer and limits of its own: refuses what no model could serve. @throws InputError */
export function checkUntokenised(request: GenerateRequest): void {
  const promptIds = typeof request.prompt === 'string' ? SOME_TOKENS : request.prompt;
  checkRequest(request, promptIds, NO_LIMITS);
}
