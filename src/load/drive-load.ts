import { setMaxListeners } from 'node:events';
import { type Clock, nowMs, waitUntil } from '../clock.js';
import { type Arrivals, arrivalTimes } from '../workload/arrivals.js';
import type { Random } from '../workload/random.js';
import type { LoadResult } from './outcome.js';
import { Sender, type SenderOptions } from './sender.js';
import type { Target } from './target.js';

export interface LoadPlan extends Pick<SenderOptions, 'way' | 'batchSize' | 'requestAt'> {
  readonly arrivals: Arrivals;
  readonly durationMs: number;
  /** Time for the requests in flight after the last arrival; then they are given up. */
  readonly drainMs: number;
  readonly random: Random;
}

/**
 * Puts one load on the target. Never rejects for what the target does: that is in the outcomes.
 * @param signal gives up the requests in flight and sends no more
 */
export async function driveLoad(
  plan: LoadPlan,
  target: Target,
  signal: AbortSignal,
  clock: Clock = nowMs,
): Promise<LoadResult> {
  const giveUp = new AbortController();
  const all = AbortSignal.any([signal, giveUp.signal]);
  setMaxListeners(0, all); // one for each request in flight
  const sender = new Sender({ ...plan, target, signal: all, clock });
  const untilMs = sender.startedAtMs + plan.durationMs;
  const running = await startAll(plan, sender, signal, clock);
  const patience = setTimeout(
    () => giveUp.abort(new Error('not answered in time')),
    untilMs + plan.drainMs - clock(),
  );
  await Promise.all(running);
  clearTimeout(patience);
  return sender.result();
}

/** Resolves when the last request of an open loop has been sent, of a closed one the first of each user. */
async function startAll(
  { arrivals, durationMs, random }: LoadPlan,
  sender: Sender,
  signal: AbortSignal,
  clock: Clock,
): Promise<Promise<void>[]> {
  if (arrivals.kind !== 'closed') {
    return openLoop(arrivalTimes(arrivals, durationMs, random), sender, signal, clock);
  }
  const untilMs = sender.startedAtMs + durationMs;
  return closedLoop(arrivals.users, sender, () => clock() < untilMs && !signal.aborted, clock);
}

/** Sends at the times of the schedule, whatever the answers do. */
async function openLoop(
  times: readonly number[],
  sender: Sender,
  signal: AbortSignal,
  clock: Clock,
): Promise<Promise<void>[]> {
  const running: Promise<void>[] = [];
  for (const [n, time] of times.entries()) {
    const intendedAtMs = sender.startedAtMs + time;
    await waitUntil(intendedAtMs, clock);
    if (signal.aborted) break;
    running.push(sender.start(n, intendedAtMs));
  }
  return running;
}

/** Each user asks again when the answer has come. */
function closedLoop(users: number, sender: Sender, goesOn: () => boolean, clock: Clock): Promise<void>[] {
  let n = 0;
  return Array.from({ length: users }, async () => {
    while (goesOn()) await sender.start(n++, clock());
  });
}
