import type { Clock } from '../clock.js';
import type { Backend, GenerateRequest } from '../generation.js';
import { RequestRecorder } from '../metrics/recorder.js';
import type { Way } from '../ways.js';

/** One request with what was recorded of it. */
export interface SentRequest {
  readonly request: GenerateRequest;
  readonly recorder: RequestRecorder;
  /** Which group of `batchSize` it was in, 0-based; null where requests are sent one by one. */
  readonly batchIndex: number | null;
}

/**
 * Sends the requests the way of the cell. `stream`+`sequential`: one after another. `batch`+`static`: groups of
 * batchSize, each handed over when its slowest member ends. `stream`+`continuous`: batchSize requests in flight,
 * the next sent when one ends; `batch`+`continuous`: likewise, each answer handed over whole when it ends.
 */
export async function sendRequests(
  backend: Backend,
  { mode, batchSize, scheduler }: Way,
  requests: readonly GenerateRequest[],
  clock: Clock,
  onServed: () => void = () => undefined,
): Promise<SentRequest[]> {
  const served: SentRequest[] = [];
  let batches = 0;
  const send = async (group: readonly GenerateRequest[]) => {
    const batchIndex = scheduler === 'static' ? batches++ : null;
    const asked = group.map((request) => ({ ...request, delivery: mode }));
    const sentAtMs = clock(); // nothing of ours between it and the sending
    const streams = backend.submit(asked);
    const recorders = group.map(() => new RequestRecorder(mode, sentAtMs));
    served.push(...group.map((request, i) => ({ request, recorder: recorders[i]!, batchIndex })));
    await Promise.all(
      recorders.map((recorder, i) =>
        recorder.record(streams[i]!, clock).finally(mode === 'stream' ? onServed : undefined),
      ),
    );
    if (mode === 'stream') return;
    const handedOverAtMs = clock();
    for (const recorder of recorders) {
      recorder.handOver(handedOverAtMs);
      onServed();
    }
  };
  const groups = inGroups(requests, scheduler === 'static' ? batchSize : 1);
  const worker = async () => {
    for (let group = groups.shift(); group; group = groups.shift()) await send(group);
  };
  await Promise.all(Array.from({ length: scheduler === 'continuous' ? batchSize : 1 }, worker));
  return served;
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
