import { readEvents } from '../../event-channel.js';
import type { Backend, GenerationStream } from '../../generation.js';
import type { OnProgress } from '../load-progress.js';
import { type FromHost, type ToHost, toWire } from './messages.js';

/** Serves, for the life of this process, the backend that the process's parent asks for; the other half is process.ts. */
export function hostBackend<Spec>(create: (spec: Spec, onProgress: OnProgress) => Promise<Backend>): void {
  let backend: Backend | undefined;
  const aborts = new Map<string, AbortController>();

  /**
   * The tokens of one step cross the pipe together, and before the model gets ready for the next step: a microtask runs
   * when the loop that made them has done. Whatever else a turn has to tell leaves at its end, in one message.
   */
  const outbox: FromHost[] = [];
  let sentInThisTurn = false;

  function tell(message: FromHost): void {
    if (outbox.length === 0 && sentInThisTurn) process.nextTick(flush);
    else if (outbox.length === 0) queueMicrotask(flushFirst);
    outbox.push(message);
  }

  function flushFirst(): void {
    sentInThisTurn = true;
    process.nextTick(() => {
      sentInThisTurn = false;
    });
    flush();
  }

  function flush(): void {
    if (backend?.load) outbox.push({ type: 'load', load: backend.load() });
    process.send?.(outbox.splice(0));
  }

  async function load(spec: Spec): Promise<void> {
    try {
      backend = await create(spec, (progress) => tell({ type: 'progress', progress }));
      tell({ type: 'ready', info: backend.info });
    } catch (error) {
      tell({ type: 'refused', error: toWire(error) });
    }
  }

  function submit({ submit, requests }: Extract<ToHost, { type: 'submit' }>): void {
    const cancellable = requests.map(({ request, aborted }, index) => {
      const abort = new AbortController();
      if (aborted) abort.abort();
      aborts.set(`${submit}/${index}`, abort);
      return { ...request, signal: abort.signal };
    });
    try {
      const streams = backend!.submit(cancellable);
      for (const [index, stream] of streams.entries()) void forward(stream, submit, index);
    } catch (error) {
      for (const index of requests.keys()) tell({ type: 'failed', submit, index, error: toWire(error) });
    }
  }

  async function forward(stream: GenerationStream, submit: number, index: number): Promise<void> {
    try {
      await readEvents(stream, (event) => tell({ type: 'event', submit, index, event }));
    } catch (error) {
      tell({ type: 'failed', submit, index, error: toWire(error) });
    } finally {
      aborts.delete(`${submit}/${index}`);
    }
  }

  async function tellMetrics(question: number): Promise<void> {
    const asked = backend?.metrics?.() ?? Promise.resolve(null);
    const text = await asked.catch(() => null); // a server owes them to nobody, and no request fails for want of them
    tell({ type: 'metrics', question, text });
  }

  process.on('message', (message: ToHost<Spec>) => {
    if (message.type === 'load') void load(message.spec);
    else if (message.type === 'submit') submit(message);
    else if (message.type === 'metrics') void tellMetrics(message.question);
    else if (message.type === 'cancel') aborts.get(`${message.submit}/${message.index}`)?.abort();
    else void backend?.close().finally(() => setImmediate(() => process.exit(0)));
  });

  // The caller decides what Ctrl-C means; without a caller there is nothing to do.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
}
