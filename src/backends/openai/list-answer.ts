import { BackendError } from '../../errors.js';
import type { FinishReason, GenerateRequest } from '../../generation.js';
import { HttpStatusError } from '../../wire/client.js';
import { AnswerReader } from './answer-reader.js';
import type { Piece } from './pieces.js';
import { reasonOf } from './row.js';

/** The server has answered, but not each of a list of prompts. */
export class NoListError extends BackendError {
  override name = 'NoListError';
}

/** A choice of a whole answer, by itself. */
export type Part = object;

/**
 * What was answered to each prompt, in their order.
 * @throws NoListError where it is not one choice for each
 */
export function partsOf(answer: unknown, prompts: number): Part[] {
  const { choices } = (answer ?? {}) as { readonly choices?: unknown };
  const parts = Array.isArray(choices) ? (choices as ({ readonly index?: unknown } | null)[]) : [];
  const ordered = Array.from({ length: prompts }, (_, i) => parts.find((part) => part?.index === i));
  if (parts.length === prompts && ordered.every((part) => part)) return ordered as Part[];
  const says = JSON.stringify(answer)?.slice(0, 120);
  throw new NoListError(`the server did not answer each of ${prompts} prompts of one request: ${says}`);
}

/** One answer of several that were asked in one request. */
export interface Share {
  readonly request: GenerateRequest;
  readonly text: string;
  readonly reason: FinishReason;
}

/** What was said in one of them. */
export interface ReadPart {
  readonly pieces: readonly Piece[];
  readonly share: Share;
}

/** Reads a part as if it had been asked for by itself. @throws BackendError as there */
export function readPart(part: Part, request: Share['request']): ReadPart {
  const reader = new AnswerReader();
  const pieces = reader.readWhole({ choices: [{ ...part, index: 0 }] });
  const reason = reasonOf(pieces.length, reader);
  return { pieces, share: { request, reason, text: pieces.map(({ text }) => text).join('') } };
}

/** Statuses by which a server blames what it was asked; llama-cpp-python's takes lists for a mistake of its own (500). */
const REFUSED: readonly number[] = [400, 413, 422, 500, 501];

/** No answer was made of a list; asked one by one, the same prompts may well have theirs. */
export const isRefusal = (error: unknown): error is Error =>
  error instanceof NoListError || (error instanceof HttpStatusError && REFUSED.includes(error.status));
