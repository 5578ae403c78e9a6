import { nowMs, turnMs } from '../clock.js';
import { asError, BackendError } from '../errors.js';
import type { BackendInfo } from '../generation.js';
import type { MemoryColumns } from '../metrics/process-memory.js';
import type { RequestRecorder } from '../metrics/recorder.js';
import type { Family } from '../ways.js';
import {
  type EventOptions,
  getJson,
  isLoopback,
  postForEvents,
  postJson,
  readMetricsPage,
} from '../wire/client.js';
import { explainOtherServer } from './other-server.js';
import {
  answered,
  batchAnswer,
  type FinishAnswer,
  finishAnswer,
  infoAnswer,
  type TokenAnswer,
} from './server-answers.js';
import type { LoadRequest, Sent, Target } from './target.js';

/**
 * Opens a streambatch server (`streambatch serve`, `startLocalServer`) as the target of a load.
 * @param address its URL, like `http://127.0.0.1:8000` @param apiKey the key it asks for
 * @throws BackendError where nobody answers, or another kind of server; HttpStatusError where it refuses, as without its key
 */
export async function openServerTarget(address: string, apiKey?: string): Promise<Target> {
  const url = address.replace(/\/+$/, '');
  const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  const info = await infoOf(url, headers).catch(async (error) => {
    throw await explainOtherServer(url, { headers }, error);
  });
  return {
    info: { ...info, isElsewhere: !isLoopback(url) },
    metrics: () => readMetricsPage(url, headers),
    async send(group, family, signal) {
      const options = { headers, signal };
      try {
        return family.mode === 'stream'
          ? await stream(url, group[0]!, family, options)
          : await batch(url, group, family, options);
      } catch (error) {
        for (const { recorder } of group) recorder.onError(asError(error));
        return null;
      }
    },
  };
}

const infoOf = async (url: string, headers: Record<string, string>): Promise<BackendInfo> =>
  answered(infoAnswer, await getJson(`${url}/info`, { headers }), `${url}/info`);

const parameters = ({ maxNewTokens, forceLength, promptId }: LoadRequest, { scheduler }: Family) => ({
  max_new_tokens: maxNewTokens,
  force_length: forceLength,
  prompt_id: promptId,
  scheduler,
});

async function stream(url: string, { request, recorder }: Sent, family: Family, options: EventOptions) {
  let last: FinishAnswer | undefined;
  const body = { prompt: request.prompt, ...parameters(request, family) };
  await postForEvents(
    `${url}/stream`,
    body,
    ({ event, data }) => {
      const receivedAtMs = turnMs(); // before anything is parsed
      if (event === 'token') recordToken(recorder, JSON.parse(data) as TokenAnswer, receivedAtMs);
      else if (event === 'finish') last = answered(finishAnswer, JSON.parse(data), `${url}/stream`);
      else if (event === 'error') throw new BackendError(JSON.parse(data).error.message);
    },
    options,
  );
  if (!last) throw new BackendError('the stream ended without its finish event');
  recordFinish(recorder, last, nowMs());
  return memoryIn(last);
}

async function batch(url: string, group: readonly Sent[], family: Family, options: EventOptions) {
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

function recordToken(recorder: RequestRecorder, token: TokenAnswer, receivedAtMs: number): void {
  const { index, token_id: tokenId, text, content, emitted_at_ms: emittedAtMs } = token;
  recorder.onEvent({ kind: 'token', index, tokenId, text, content, emittedAtMs }, receivedAtMs);
}

function recordFinish(recorder: RequestRecorder, answer: FinishAnswer, atMs: number): void {
  const { finish_reason: reason, prompt_tokens, output_len, computed_tokens } = answer;
  const counts = {
    promptTokens: prompt_tokens,
    outputTokens: output_len,
    computedTokens: computed_tokens,
    reasoningTokens: answer.reasoning_tokens ?? undefined,
    cachedTokens: answer.cached_tokens ?? undefined,
  };
  recorder.onEvent({ kind: 'finish', reason, ...counts }, atMs);
}

const memoryIn = ({ peak_memory_mb, baseline_memory_mb, memory_method }: FinishAnswer): MemoryColumns => ({
  peak_memory_mb,
  baseline_memory_mb,
  memory_method,
});
