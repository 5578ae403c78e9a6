import { asError, BackendError, InputError, type StreambatchError } from '../../errors.js';
import type { BackendInfo, BackendLoad, GenerateRequest, GenerationEvent } from '../../generation.js';
import type { LoadProgress } from '../load-progress.js';
import type { BackendSpec } from '../spec.js';

/** Messages between a caller and the process that runs its model. Each submit has a number, each request its place in it. */
export type ToHost<Spec = BackendSpec> =
  | { type: 'load'; spec: Spec }
  | { type: 'submit'; submit: number; requests: readonly SentRequest[] }
  | { type: 'cancel'; submit: number; index: number }
  | { type: 'metrics'; question: number }
  | { type: 'close' };

export interface SentRequest {
  readonly request: Omit<GenerateRequest, 'signal'>;
  /** It was when it was submitted. */
  readonly aborted: boolean;
}

export type FromHost =
  | { type: 'progress'; progress: LoadProgress }
  | { type: 'ready'; info: BackendInfo }
  | { type: 'refused'; error: WireError }
  | { type: 'event'; submit: number; index: number; event: GenerationEvent }
  | { type: 'load'; load: BackendLoad | null }
  | { type: 'metrics'; question: number; text: string | null }
  | { type: 'failed'; submit: number; index: number; error: WireError };

export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly parameter?: string;
  readonly cause?: WireError;
}

/** What a caller acts on: its kind, its words, what it is about, and what caused it. */
export function toWire(thrown: unknown): WireError {
  const error = asError(thrown);
  const { name, message, cause } = error;
  return {
    name,
    message,
    ...(error instanceof InputError && { parameter: error.parameter }),
    ...(cause !== undefined && { cause: toWire(cause) }),
  };
}

/** A StreambatchError of the same kind; a cause is an Error by its name. */
export function fromWire({ name, message, parameter, cause }: WireError): StreambatchError {
  const options = cause && { cause: causeOf(cause) };
  return name === 'InputError'
    ? new InputError(message, { parameter, ...options })
    : new BackendError(message, options);
}

const causeOf = ({ name, message, cause }: WireError): Error =>
  Object.assign(new Error(message, cause && { cause: causeOf(cause) }), { name });
