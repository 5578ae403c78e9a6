import { asError, BackendError, InputError } from '../../errors.js';
import type { BackendInfo, BackendLoad, GenerateRequest, GenerationEvent } from '../../generation.js';
import type { LoadProgress } from '../load-progress.js';
import type { BackendSpec } from '../spec.js';

/** Messages between a caller and the process that runs its model. Each submit has a number, each request its place in it. */
export type ToHost<Spec = BackendSpec> =
  | { type: 'load'; spec: Spec }
  | { type: 'submit'; submit: number; requests: readonly Omit<GenerateRequest, 'signal'>[] }
  | { type: 'cancel'; submit: number; index: number }
  | { type: 'close' };

export type FromHost =
  | { type: 'progress'; progress: LoadProgress }
  | { type: 'ready'; info: BackendInfo }
  | { type: 'refused'; error: WireError }
  | { type: 'event'; submit: number; index: number; event: GenerationEvent }
  | { type: 'load'; load: BackendLoad | null }
  | { type: 'failed'; submit: number; index: number; error: WireError };

export interface WireError {
  readonly name: string;
  readonly message: string;
  /** Of an InputError: what it is about. */
  readonly parameter?: string;
}

export function toWire(error: unknown): WireError {
  const { name, message } = asError(error);
  return error instanceof InputError ? { name, message, parameter: error.parameter } : { name, message };
}

export function fromWire({ name, message, parameter }: WireError): Error {
  return name === 'InputError' ? new InputError(message, { parameter }) : new BackendError(message);
}
