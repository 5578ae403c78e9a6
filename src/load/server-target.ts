import { z } from 'zod';
import { nowMs } from '../clock.js';
import { BackendError } from '../errors.js';
import { explained } from '../explain-issue.js';
import type { BackendInfo, FinishReason } from '../generation.js';
import type { MemoryColumns } from '../metrics/process-memory.js';
import type { RequestRecorder } from '../metrics/recorder.js';
import { COLUMNS } from '../results/schema.js';
import { type Family, SCHEDULERS } from '../ways.js';
import { getJson, type PostOptions, postForEvents, postJson } from '../wire/client.js';
import type { LoadRequest, Sent, Target } from './target.js';

const info = z.looseObject({
  backend: z.string(),
  modelId: z.string(),
  modelHash: z.string().nullable(),
  dtype: z.string(),
  device: z.string(),
  threads: z.number().nullable(),
  schedulers: z.array(z.enum(SCHEDULERS)),
  dummyWeights: z.boolean(),
  perplexityRatio: z.number().nullish(),
  contextLength: z.number().nullable(),
  versions: z.record(z.string(), z.string()),
});
const finish = z.object({
  finish_reason: z.enum(COLUMNS.finish_reason.values),
  prompt_tokens: z.number(),
  output_len: z.number(),
  computed_tokens: z.number(),
  peak_memory_mb: z.number().nullable(),
  baseline_memory_mb: z.number().nullable(),
  memory_method: z.enum(COLUMNS.memory_method.values).nullable(),
});
const batchAnswer = z.object({
  results: z.array(finish.extend({ text: z.string(), token_ids: z.array(z.number().nullable()) })),
});
type Finish = z.infer<typeof finish>;

interface TokenData {
  readonly index: number;
  readonly token_id: number | null;
  readonly text: string;
  readonly emitted_at_ms: number;
}

/** What a server must have answered. @throws BackendError naming the field that is not as a streambatch server sends it */
function answered<T>(schema: z.ZodType<T>, answer: unknown, url: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new BackendError(
    `${url} is not of a streambatch server: ${explained(parsed.error.issues[0]!, answer)}`,
  );
}

/** A streambatch server. @throws what reaching it throws; BackendError where it is another kind of server */
export async function openServerTarget(address: string, apiKey?: string): Promise<Target> {
  const url = address.replace(/\/+$/, '');
  const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  const told: BackendInfo = answered(info, await getJson(`${url}/info`, { headers }), `${url}/info`);
  return {
    info: told,
    async send(group, family, signal) {
      const options = { headers, signal };
      try {
        return family.mode === 'stream'
          ? await stream(url, group[0]!, family, options)
          : await batch(url, group, family, options);
      } catch (error) {
        for (const { recorder } of group) recorder.onError(error as Error);
        return null;
      }
    },
  };
}

const parameters = ({ maxNewTokens, forceLength, promptId }: LoadRequest, { scheduler }: Family) => ({
  max_new_tokens: maxNewTokens,
  force_length: forceLength,
  prompt_id: promptId,
  scheduler,
});

async function stream(url: string, { request, recorder }: Sent, family: Family, options: PostOptions) {
  let last: Finish | undefined;
  const body = { prompt: request.prompt, ...parameters(request, family) };
  await postForEvents(
    `${url}/stream`,
    body,
    ({ event, data }) => {
      const receivedAtMs = nowMs(); // before anything is parsed
      if (event === 'token') recordToken(recorder, JSON.parse(data) as TokenData, receivedAtMs);
      else if (event === 'finish') last = answered(finish, JSON.parse(data), `${url}/stream`);
      else if (event === 'error') throw new BackendError(JSON.parse(data).error.message);
    },
    options,
  );
  if (!last) throw new BackendError('the stream ended without its finish event');
  recordFinish(recorder, last, nowMs());
  return memoryIn(last);
}

async function batch(url: string, group: readonly Sent[], family: Family, options: PostOptions) {
  const [first] = group;
  const body = { prompts: group.map(({ request }) => request.prompt), ...parameters(first!.request, family) };
  const answer = await postJson(`${url}/batch`, body, options);
  const receivedAtMs = nowMs();
  const { results } = answered(batchAnswer, answer, `${url}/batch`);
  for (const [i, result] of results.entries()) {
    const { recorder } = group[i]!;
    for (const [index, token_id] of result.token_ids.entries()) {
      recordToken(recorder, { index, token_id, text: '', emitted_at_ms: Number.NaN }, receivedAtMs);
    }
    recorder.handOver(receivedAtMs);
    recordFinish(recorder, result, receivedAtMs);
  }
  return memoryIn(results[0]!);
}

function recordToken(recorder: RequestRecorder, token: TokenData, receivedAtMs: number): void {
  const { index, token_id: tokenId, text, emitted_at_ms: emittedAtMs } = token;
  recorder.onEvent({ kind: 'token', index, tokenId, text, emittedAtMs }, receivedAtMs);
}

function recordFinish(recorder: RequestRecorder, result: Finish, atMs: number): void {
  const reason: FinishReason = result.finish_reason;
  const { prompt_tokens: promptTokens, output_len: outputTokens, computed_tokens: computedTokens } = result;
  recorder.onEvent({ kind: 'finish', reason, promptTokens, outputTokens, computedTokens }, atMs);
}

const memoryIn = ({ peak_memory_mb, baseline_memory_mb, memory_method }: Finish): MemoryColumns => ({
  peak_memory_mb,
  baseline_memory_mb,
  memory_method,
});
