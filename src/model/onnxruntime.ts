import { createRequire } from 'node:module';

/**
 * onnxruntime reports its use to Microsoft, from a thread of the process that is measured, and keeps the number it gives a
 * machine in the user's cache: nobody who measures a model has asked for that. It has to be told before it loads.
 */
export function refuseTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
}

export function loadOnnxruntime(): typeof import('onnxruntime-node') {
  refuseTelemetry();
  return createRequire(import.meta.url)('onnxruntime-node');
}
