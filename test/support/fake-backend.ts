import { EventChannel } from '../../src/event-channel.js';
import type { BackendInfo, FinishReason, GenerateRequest } from '../../src/generation.js';
import type { MortalBackend } from '../../src/server/supervisor.js';

/** A request as the backend sees it, moved by the test. */
export interface FakeRequest {
  readonly request: GenerateRequest;
  readonly channel: EventChannel;
  token(text?: string): void;
  finish(reason?: FinishReason): void;
}

/** A backend that does only what a test tells it to. */
export class FakeBackend implements MortalBackend {
  readonly info: BackendInfo = {
    backend: 'mock',
    modelId: 'fake',
    modelHash: null,
    dtype: 'none',
    device: 'cpu',
    threads: null,
    schedulers: ['continuous'],
    dummyWeights: true,
    contextLength: null,
    versions: {},
    tells: { memory: true, tokenIds: true, tokenTimes: true },
  };
  readonly ended: Promise<string>;
  /** Ends the "process". */
  die!: (how: string) => void;
  readonly requests: FakeRequest[] = [];
  /** Ids of requests that were cancelled, by signal or by leaving. */
  readonly cancelled: string[] = [];
  closed = false;
  #arrivals: (() => void)[] = [];

  constructor() {
    this.ended = new Promise((resolve) => {
      this.die = resolve;
    });
  }

  submit(requests: readonly GenerateRequest[]): EventChannel[] {
    const channels = requests.map((request) => this.#accept(request));
    for (const resolve of this.#arrivals.splice(0)) resolve();
    return channels;
  }

  /** Resolves with the request at `index` when it has come in. */
  async arrived(index = 0): Promise<FakeRequest> {
    while (!this.requests[index]) await new Promise<void>((resolve) => this.#arrivals.push(resolve));
    return this.requests[index]!;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { finish } of this.requests) finish('cancelled');
  }

  #accept(request: GenerateRequest): EventChannel {
    const cancel = () => this.cancelled.push(request.id);
    const channel = new EventChannel(cancel);
    let made = 0;
    const finish = (reason: FinishReason = 'stop') =>
      channel.push({ kind: 'finish', reason, promptTokens: 1, outputTokens: made, computedTokens: made });
    const token = (text = ` ${made}`) =>
      channel.push({ kind: 'token', index: made++, tokenId: made, text, emittedAtMs: 0 });
    request.signal?.addEventListener('abort', () => {
      cancel();
      finish('cancelled');
    });
    this.requests.push({ request, channel, token, finish });
    return channel;
  }
}
