import type { BackendInfo } from '../generation.js';
import type { MemoryColumns } from '../metrics/process-memory.js';
import type { RequestRecorder } from '../metrics/recorder.js';
import type { Family } from '../ways.js';

/** What a load asks for. */
export interface LoadRequest {
  readonly promptId: string;
  readonly prompt: string;
  readonly maxNewTokens: number;
  readonly forceLength: boolean;
}

/** One request on its way, and what is recorded of it. */
export interface Sent {
  readonly request: LoadRequest;
  readonly recorder: RequestRecorder;
}

/** What a load is put on. */
export interface Target {
  readonly info: BackendInfo;
  /**
   * Sends requests that belong together, and resolves when all have ended. Never rejects: what goes wrong is recorded.
   * @returns memory of the model's process, where the target says
   */
  send(group: readonly Sent[], family: Family, signal: AbortSignal): Promise<MemoryColumns | null>;
  /** What its server says at `/metrics`; absent or null where there is none. */
  metrics?(): Promise<string | null>;
}
