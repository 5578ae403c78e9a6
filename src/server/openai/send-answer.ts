import type { FastifyReply } from 'fastify';
import type { Completion, GenerateRequest, GenerationEvent } from '../../generation.js';
import type { ServerLimits } from '../limits.js';
import { completeAll, type MeasuredStream } from '../measured-stream.js';
import { sendEvents } from '../send-events.js';
import type { AnswerShape } from './answers.js';
import type { ChunkUsage } from './chunk-usage.js';
import type { Choice } from './echo.js';
import type { LogprobsWriter } from './logprobs.js';

/** What is answered of a completion that is whole. */
export type ChoiceOf = (made: Completion, prompt: GenerateRequest['prompt']) => Choice;

/** Answers when all streams have ended. */
export async function sendWhole(
  reply: FastifyReply,
  streams: readonly MeasuredStream[],
  shape: AnswerShape,
  choiceOf: ChoiceOf,
): Promise<void> {
  const completions = await completeAll(streams);
  const choices = completions.map((made, i) => choiceOf(made, streams[i]!.request.prompt));
  reply.send(shape.full(choices));
}

interface ChunkedAnswer {
  readonly streams: readonly MeasuredStream[];
  readonly shape: AnswerShape;
  readonly usage: ChunkUsage;
  /** The last chunk counts all. */
  readonly endsWithUsage: boolean;
  /** A new one for each choice. */
  readonly logprobs: () => LogprobsWriter;
}

/** Answers with chunks as tokens come. */
export async function sendChunks(
  reply: FastifyReply,
  limits: ServerLimits,
  { streams, shape, usage, endsWithUsage, logprobs }: ChunkedAnswer,
): Promise<void> {
  const writers = streams.map(logprobs);
  const chunkOf = (event: GenerationEvent, index: number) => {
    if (event.kind === 'finish') return shape.end(index, event.reason);
    return shape.token(index, event, event.score ? writers[index]!([event.score]) : null);
  };
  await sendEvents(reply, limits, {
    streams,
    errorEvent: null,
    write: async (event, index, writer) => {
      const opening = event.kind === 'token' && event.index === 0 ? shape.role(index) : null;
      if (opening) await writer.send(null, { ...opening, ...usage(index, null) });
      const chunk = chunkOf(event, index);
      if (chunk) await writer.send(null, { ...chunk, ...usage(index, event) });
    },
    conclude: async (writer) => {
      const finishes = streams.map((stream) => stream.finish).filter((finish) => finish !== undefined);
      if (endsWithUsage) await writer.send(null, shape.usage(finishes));
      await writer.send(null, '[DONE]');
    },
  });
}
