import type { RunProgress } from '../benchmark/run.js';
import type { Clock } from '../clock.js';

/** Tells how long a run goes on, from how long its requests took on average: loading and warm-up between them included. */
export function timeLeft(clock: Clock): (progress: RunProgress) => string {
  let first: { readonly atMs: number; readonly served: number } | undefined;
  return ({ servedRequests: served, plannedRequests: planned }) => {
    first ??= { atMs: clock(), served };
    const here = served - first.served;
    return here === 0 ? 'some time' : roughly(((clock() - first.atMs) / here) * (planned - served));
  };
}

function roughly(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 100 ? `about ${seconds} s` : `about ${Math.round(seconds / 60)} min`;
}
