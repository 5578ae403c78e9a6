import { randomUUID } from 'node:crypto';
import type { GenerateRequest } from '../../generation.js';
import type { OpenAiSettings } from '../spec.js';

/** What servers call the most tokens that an answer may have. */
export type LimitName = 'max_tokens' | 'max_completion_tokens';

/** A request, or several that differ in nothing but their prompts. */
export type Asked = Omit<GenerateRequest, 'prompt'> & {
  readonly prompt: GenerateRequest['prompt'] | readonly GenerateRequest['prompt'][];
};

/** What is sent for a request, in the protocol's names; `ignore_eos` and `top_k` are vLLM's. */
export function requestBody(
  { prompt, maxNewTokens, forceLength, sampling, stop, delivery }: Asked,
  model: string,
  { api, extraBody, chatTemplateKwargs, unseen }: OpenAiSettings,
  limit: LimitName,
): object {
  return {
    model,
    ...(api === 'chat' ? { messages: [{ role: 'user', content: prompt }] } : { prompt }),
    [limit]: maxNewTokens,
    temperature: sampling?.temperature ?? 0,
    ...(sampling?.topP !== undefined && { top_p: sampling.topP }),
    ...(sampling?.topK !== undefined && { top_k: sampling.topK }),
    ...(sampling?.seed !== undefined && { seed: sampling.seed }),
    ...(stop && { stop }),
    ...(forceLength && { ignore_eos: true }),
    ...(delivery === 'batch' ? { stream: false } : { stream: true, stream_options: { include_usage: true } }),
    ...(chatTemplateKwargs && { chat_template_kwargs: chatTemplateKwargs }),
    ...extraBody,
    ...(unseen && UNSEEN[unseen]()),
  };
}

/** Words that keep a server from using what it knows of earlier prompts, each with its value. */
const UNSEEN = {
  cache_salt: () => ({ cache_salt: randomUUID() }),
  cache_prompt: () => ({ cache_prompt: false }),
} as const;
