import { BackendError, InputError } from '../../errors.js';
import type { BatchRequest, FinishReason } from '../../generation.js';
import type { RequestLife } from '../../request-life.js';
import { HttpStatusError } from '../../wire/client.js';
import type { AnswerReader } from './answer-reader.js';
import type { Received } from './count-here.js';
import type { Piece } from './pieces.js';
import type { Usage } from './usage.js';

/** A request that a server works on. */
export interface Row {
  readonly life: RequestLife;
  /** Leaves the server. */
  readonly abort: AbortController;
  received: Received;
  /** How it was asked for a whole answer; absent for a stream. */
  batchRequest?: BatchRequest;
}

/** What an answer took, and who says so. */
export interface Counts extends Omit<Usage, 'promptTokens'> {
  readonly promptTokens: number | null;
  readonly countedHere: boolean;
}

/** Another machine's clock cannot be compared with ours: what came counts as made when it came in. */
export function receive(row: Row, piece: Piece, emittedAtMs: number): void {
  const { text, pieces: index } = row.received;
  row.received = { text: text + piece.text, pieces: index + 1 };
  row.life.channel.push({ kind: 'token', index, tokenId: null, ...piece, emittedAtMs });
}

/** Why an answer ended. @param pieces that came before @throws BackendError where that is not told, or nothing came before */
export function reasonOf(pieces: number, { reason }: AnswerReader): FinishReason {
  if (!reason) throw new BackendError(BROKEN_OFF);
  if (pieces === 0) throw new BackendError(nothingCame(reason));
  return reason;
}

/** Tells the caller that all has come. @throws BackendError for a forced length that was not kept */
export function finish(
  { life, batchRequest }: Row,
  reason: FinishReason,
  { countedHere, ...counts }: Counts,
): void {
  const { forceLength, maxNewTokens } = life.request;
  if (forceLength && reason === 'stop' && counts.outputTokens < maxNewTokens) {
    throw new BackendError(
      `the server ended after ${counts.outputTokens} of exactly ${maxNewTokens} tokens: it does not know ignore_eos; use --length natural`,
    );
  }
  life.settle({
    kind: 'finish',
    reason,
    ...counts,
    computedTokens: counts.outputTokens,
    ...(batchRequest && { batchRequest }),
    ...(countedHere && { countedHere }),
  });
}

/** Tells the caller what went wrong, and whether the request is to blame. */
export const fail = ({ life }: Row, error: unknown): void =>
  life.fail(isBadRequest(error) ? new InputError(error.message, { cause: error }) : error);

const BROKEN_OFF =
  'the server ended the stream without saying why it finished; one that drops an answer when the next request comes ' +
  'must be told not to (llama-cpp-python: --interrupt_requests false)';

const nothingCame = (reason: FinishReason): string =>
  `the server ended the answer (${reason}) without a token of text, thinking or a tool call: nothing can be measured; ask another prompt, or take --api chat`;

/** Statuses with which servers blame the request, and not themselves. */
const BAD_REQUEST: readonly number[] = [400, 413, 422];

const isBadRequest = (error: unknown): error is HttpStatusError =>
  error instanceof HttpStatusError && BAD_REQUEST.includes(error.status);
