import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../errors.js';
import type { BuildProgress } from './decoder.js';
import { buildExportGraph, type ExportAttention } from './export-graph.js';
import { isGguf } from './gguf/name.js';
import { encodeModel } from './onnx-schema.js';
import { openCheckpoint } from './open-checkpoint.js';
import type { ModelDtype } from './runner.js';
import { WeightFile } from './weight-file.js';

/** File names, without their ending, by which transformers.js finds a dtype. */
export const EXPORT_FILES: Record<ModelDtype, string> = {
  fp32: 'model',
  int8: 'model_quantized',
  int4: 'model_q4',
};

/** What the `transformers` backend calls our dtypes. */
export const TRANSFORMERS_DTYPES: Record<ModelDtype, string> = { fp32: 'fp32', int8: 'q8', int4: 'q4' };

export interface ExportOptions {
  /** A checkpoint in hub layout; the export goes into its `onnx` folder. */
  readonly folder: string;
  readonly dtype: ModelDtype;
  readonly attention: ExportAttention;
  readonly onProgress?: BuildProgress;
}

/** Writes the graph that transformers.js runs, beside the checkpoint, and returns its path. An older one is replaced when the new one is complete. */
export async function exportModel({ folder, dtype, attention, onProgress }: ExportOptions): Promise<string> {
  if (isGguf(folder)) {
    throw new InputError(
      `${folder} is a GGUF file; an export needs a checkpoint in hub layout: config.json, tokenizer.json and model.safetensors`,
    );
  }
  const checkpoint = await openCheckpoint(folder);
  const onnx = join(folder, 'onnx');
  const building = join(folder, `onnx-building-${process.pid}`);
  const name = `${EXPORT_FILES[dtype]}.onnx`;
  try {
    await mkdir(building, { recursive: true });
    const weights = await WeightFile.create(join(building, `${name}_data`));
    try {
      const model = await buildExportGraph(checkpoint, dtype, attention, weights, onProgress);
      await writeFile(join(building, name), encodeModel(model));
    } finally {
      await weights.close();
    }
    await mkdir(onnx, { recursive: true });
    for (const file of [`${name}_data`, name]) await rename(join(building, file), join(onnx, file));
  } finally {
    await rm(building, { recursive: true, force: true });
    await checkpoint.close();
  }
  return join(onnx, name);
}
