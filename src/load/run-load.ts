import { setMaxListeners } from 'node:events';
import { type Clock, nowMs, waitUntil } from '../clock.js';
import type { MemoryColumns } from '../metrics/process-memory.js';
import { type RequestMeasures, RequestRecorder } from '../metrics/recorder.js';
import { familyNamed, type WayName } from '../ways.js';
import { type Arrivals, arrivalTimes } from '../workload/arrivals.js';
import type { Random } from '../workload/random.js';
import { Batcher } from './batcher.js';
import { InFlight } from './in-flight.js';
import type { LoadRequest, Sent, Target } from './target.js';

export interface LoadPlan {
  readonly way: WayName;
  readonly arrivals: Arrivals;
  readonly durationMs: number;
  /** Most requests of one batch. */
  readonly batchSize: number;
  /** Time for the requests in flight after the last arrival; then they are given up. */
  readonly drainMs: number;
  /** The n-th request. */
  readonly requestAt: (n: number) => LoadRequest;
  readonly random: Random;
}

/** One request of a load, as it went. */
export interface Outcome {
  readonly request: LoadRequest;
  /** When the schedule wanted it: what its latency counts from. */
  readonly intendedAtMs: number;
  /** When the client got to it; later only where the client itself is late. */
  readonly readyAtMs: number;
  /** When it went out; later than ready while it waited for its batch. */
  readonly sentAtMs: number;
  readonly endedAtMs: number;
  /** Requests in its batch, or in flight when it was sent. */
  readonly batchSize: number;
  /** Which batch of the load, 0-based; null where requests go out one by one. */
  readonly batchIndex: number | null;
  readonly measures: RequestMeasures;
  readonly memory: MemoryColumns | null;
}

export interface LoadResult {
  readonly outcomes: readonly Outcome[];
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Requests in the system, averaged over time by counting. */
  readonly meanInFlight: number;
}

interface Started extends Sent {
  readonly readyAtMs: number;
}

/** Puts the load on the target. @param signal gives up the requests in flight and sends no more */
export async function runLoad(
  plan: LoadPlan,
  target: Target,
  signal: AbortSignal,
  clock: Clock = nowMs,
): Promise<LoadResult> {
  const { arrivals, durationMs, drainMs, requestAt, random } = plan;
  const family = familyNamed(plan.way);
  const inBatches = family.scheduler === 'static';
  const giveUp = new AbortController();
  const all = AbortSignal.any([signal, giveUp.signal]);
  setMaxListeners(0, all); // one for each request in flight
  const outcomes: Outcome[] = [];
  const startedAtMs = clock();
  const inFlight = new InFlight(startedAtMs);

  let batches = 0;
  const send = async (group: readonly Started[]) => {
    const batchIndex = inBatches ? batches++ : null;
    const sentAtMs = clock();
    const batchSize = family.scheduler === 'continuous' ? inFlight.count : group.length;
    const memory = await target.send(group, family, all);
    const endedAtMs = clock();
    inFlight.change(-group.length, endedAtMs);
    for (const { request, recorder, readyAtMs } of group) {
      const intendedAtMs = recorder.sentAtMs;
      const measures = recorder.measures();
      const times = { intendedAtMs, readyAtMs, sentAtMs, endedAtMs };
      outcomes.push({ request, ...times, batchSize, batchIndex, measures, memory });
    }
  };
  const batcher = new Batcher<Started>(send, plan.batchSize);
  const start = (n: number, intendedAtMs: number): Promise<void> => {
    const readyAtMs = clock();
    inFlight.change(1, readyAtMs);
    const recorder = new RequestRecorder(family.mode, intendedAtMs);
    const started = { request: requestAt(n), recorder, readyAtMs };
    return inBatches ? batcher.add(started) : send([started]);
  };

  const untilMs = startedAtMs + durationMs;
  const running =
    arrivals.kind === 'closed'
      ? closedLoop(arrivals.users, start, () => clock() < untilMs && !signal.aborted, clock)
      : await openLoop(arrivalTimes(arrivals, durationMs, random), startedAtMs, start, signal, clock);
  const patience = setTimeout(
    () => giveUp.abort(new Error('not answered in time')),
    untilMs + drainMs - clock(),
  );
  await Promise.all(running);
  clearTimeout(patience);
  const endedAtMs = clock();
  return { outcomes, startedAtMs, endedAtMs, meanInFlight: inFlight.mean(endedAtMs) };
}

type Start = (n: number, intendedAtMs: number) => Promise<void>;

/** Sends at the times of the schedule, whatever the answers do. */
async function openLoop(
  times: readonly number[],
  startedAtMs: number,
  start: Start,
  signal: AbortSignal,
  clock: Clock,
): Promise<Promise<void>[]> {
  const running: Promise<void>[] = [];
  for (const [n, time] of times.entries()) {
    await waitUntil(startedAtMs + time, clock);
    if (signal.aborted) break;
    running.push(start(n, startedAtMs + time));
  }
  return running;
}

function closedLoop(users: number, start: Start, goesOn: () => boolean, clock: Clock): Promise<void>[] {
  let n = 0;
  return Array.from({ length: users }, async () => {
    while (goesOn()) await start(n++, clock());
  });
}
