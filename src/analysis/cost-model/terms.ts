import { groups } from '../../group-by.js';
import type { Observation, Term } from './fit.js';
import type { Work } from './work.js';

/** What the time of a batch is made of. Its first step is the prefill; the others decode one token a request. */
export const LATENCY_TERMS: readonly Term[] = [
  {
    name: 'call',
    unit: 'ms',
    meaning: 'handing over the request and the answer, whatever their size',
    amount: () => 1,
  },
  {
    name: 'prefill',
    unit: 'ms/token',
    meaning: 'one token of prompt, padding included',
    amount: ({ requests, promptTokens }) => requests * promptTokens,
  },
  {
    name: 'decode step',
    unit: 'ms/step',
    meaning: 'one pass over the weights, however many requests share it',
    amount: ({ steps }) => steps,
  },
  {
    name: 'request in a step',
    unit: 'ms/step',
    meaning: 'what each further request adds to a decode step',
    amount: ({ requests, steps }) => (requests - 1) * steps,
  },
  {
    name: 'context',
    unit: 'ms/token',
    meaning: 'attention to one token of context in one step of one request',
    amount: ({ requests, promptTokens, steps }) => requests * steps * (promptTokens + steps / 2),
  },
];

/** What the peak memory of the process is made of. */
export const MEMORY_TERMS: readonly Term[] = [
  {
    name: 'loaded model',
    unit: 'MiB',
    meaning: 'runtime, weights and the working memory of one request, whatever its size',
    amount: () => 1,
  },
  {
    name: 'request',
    unit: 'MiB/request',
    meaning: 'buffers of each further request of the batch',
    amount: ({ requests }) => requests - 1,
  },
  {
    name: 'token',
    unit: 'MiB/token',
    meaning: 'key-value cache and activations of one token of prompt or answer',
    amount: ({ requests, promptTokens, steps }) => requests * (promptTokens + steps),
  },
];

/** Work with its latency, ms, as observations to fit to. */
export const latencies = (all: readonly Work[]): Observation[] =>
  all.map((work) => ({ work, cost: work.latencyMs }));

const tokens = ({ requests, promptTokens, steps }: Work) => requests * (promptTokens + steps);

/** One observation a trial: its largest piece of work made the peak. */
export function memories(all: readonly Work[]): Observation[] {
  const trials = groups(all, ({ trial }) => trial);
  const largest = trials.map((group) => group.reduce((a, b) => (tokens(b) > tokens(a) ? b : a)));
  return largest.flatMap((work) => (work.peakMb === null ? [] : [{ work, cost: work.peakMb }]));
}
