/** One way of serving. */
export interface Lane {
  readonly id: string;
  readonly title: string;
  readonly mode: string;
  readonly scheduler: string;
  readonly about: string;
}

/** What is asked of every lane. */
export interface Race {
  readonly prompt: string;
  readonly users: number;
  readonly tokens: number;
  /** Exactly so many tokens. */
  readonly forced: boolean;
}

/** The form that asks for it. */
export type RaceForm = HTMLFormElement & Record<keyof Race, HTMLInputElement>;

/** What arrived for a user; from a batch, all of it at once. */
export interface Token {
  readonly user: number;
  readonly text: string;
  readonly tokens: number;
  /** Since the lane's start. */
  readonly atMs: number;
}

/** The server's measures of one user's request. */
export interface Result {
  readonly text: string;
  readonly output_len: number;
  readonly peak_memory_mb: number | null;
}

/** How far a lane has come. */
export type Phase = 'idle' | 'running' | 'done' | 'cancelled' | 'broken';

/** What every request may carry. */
export interface Options {
  readonly key?: string;
  readonly signal?: AbortSignal;
}
