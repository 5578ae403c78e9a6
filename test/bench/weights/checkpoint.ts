import { existsSync } from 'node:fs';
import { cp, link, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutRoot } from '../../../src/checkout.mjs';
import { EXPORT_FILES, exportModel } from '../../../src/model/export.js';
import type { ExportAttention } from '../../../src/model/export-graph.js';
import { GRAPH_VERSION } from '../../../src/model/graph.js';
import type { ModelDtype } from '../../../src/model/runner.js';
import type { ShapeName } from '../../../src/model/shapes.js';
import { synthesize } from '../../../src/model/synth.js';

const BENCH = join(checkoutRoot, '.cache', 'bench');

/** The synthetic checkpoint of a shape, made at the first call. */
export async function benchCheckpoint(shape: ShapeName = 'smollm2-135m'): Promise<string> {
  const folder = join(BENCH, shape);
  if (!existsSync(join(folder, 'model.safetensors'))) await synthesize({ shape, folder, seed: 1 });
  return folder;
}

/** A checkpoint's weights as transformers.js runs them; a folder for each kind of attention, as its file names leave no room for both. */
export async function benchExport(
  source: string,
  dtype: ModelDtype,
  attention: ExportAttention,
): Promise<string> {
  const folder = `${source}-${attention}-v${GRAPH_VERSION}`; // the layers are built as the engine's are
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(source)) {
    if (name.endsWith('.json')) await cp(join(source, name), join(folder, name));
    else if (name.endsWith('.safetensors') && !existsSync(join(folder, name)))
      await link(join(source, name), join(folder, name));
  }
  if (!existsSync(join(folder, 'onnx', `${EXPORT_FILES[dtype]}.onnx`)))
    await exportModel({ folder, dtype, attention });
  return folder;
}
