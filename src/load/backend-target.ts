import { type Clock, nowMs, turnMs } from '../clock.js';
import { asError } from '../errors.js';
import type { Backend } from '../generation.js';
import type { RequestRecorder } from '../metrics/recorder.js';
import type { Scheduler } from '../ways.js';
import type { Target } from './target.js';

/** A server of somebody else schedules by itself: all that it is sent at once, or a group at a time. */
const OFFERED: readonly Scheduler[] = ['continuous', 'static'];

/**
 * Makes a backend of this process the target of a load: with backend `openai`, any OpenAI-compatible server, with nothing
 * in between that would show in the times.
 * @param backend sends on at once whatever it is given (`openai`, its `scheduler` left out); the caller closes it
 * @example
 * ```ts
 * import { backendSpec, backendTarget, createBackend, runLoad, startLocalServer } from 'streambatch';
 *
 * const server = await startLocalServer({ backend: 'mock', mock: '1,1' }); // in the place of vLLM, llama.cpp, Ollama …
 * const openai = { baseUrl: `${server.url}/v1` };
 * const backend = await createBackend(backendSpec.parse({ backend: 'openai', model: 'mock', openai }));
 * const { reports } = await runLoad({ target: backendTarget(backend), arrivals: 'constant:50', durationMs: 200 });
 * await backend.close();
 * await server.close();
 * Object.keys(reports); // → ['batch', 'continuous', 'whole']
 * ```
 */
export function backendTarget(backend: Backend, clock: Clock = clockFor(backend)): Target {
  let sent = 0;
  return {
    info: { ...backend.info, schedulers: OFFERED },
    metrics: async () => (await backend.metrics?.()) ?? null,
    async send(group, { mode }, signal) {
      const streams = backend.submit(
        group.map(({ request: { promptId: _, ...asked } }) => ({
          ...asked,
          id: `load-${sent++}`,
          delivery: mode,
          signal,
        })),
      );
      await Promise.all(group.map(({ recorder }, i) => recorder.record(streams[i]!, clock)));
      const endedAtMs = clock();
      for (const { recorder } of group) {
        if (mode === 'batch') recorder.handOver(endedAtMs);
        if (signal.aborted) giveUp(recorder, asError(signal.reason));
      }
      return null;
    },
  };
}

/** No answer of a server comes in the turn in which it was asked; one of this process may. */
const clockFor = ({ info }: Backend): Clock => (info.isServer ? turnMs : nowMs);

/** What had not ended has failed, for the reason given: its server did not answer in time. */
function giveUp(recorder: RequestRecorder, reason: Error): void {
  if (recorder.measures().status === 'cancelled') recorder.onError(reason);
}
