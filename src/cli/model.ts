import { resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { type Command, Option } from 'commander';
import type { ModelDtype } from '../model/runner.js';
import type { ShapeName } from '../model/shapes.js';
import { integer } from './arguments.js';

const SHAPE_NAMES: readonly ShapeName[] = ['smollm2-135m', 'smollm2-360m', 'qwen2.5-0.5b', 'llama-3.2-1b'];
const DTYPES: readonly ModelDtype[] = ['fp32', 'int8', 'int4'];

const dtypeOption = () =>
  new Option('--dtype <dtype>', 'weights of the exported graph').choices(DTYPES).default('int8');
const attentionOption = () =>
  new Option(
    '--attention <kind>',
    'plain honours left padding; gqa is faster alone, and wrong in padded batches',
  )
    .choices(['plain', 'gqa'])
    .default('plain');

interface ExportFlags {
  dtype: ModelDtype;
  attention: 'plain' | 'gqa';
}

/** `model synth` and `model export`: what models are made of, without a download. */
export function addModel(program: Command): void {
  const model = program
    .command('model')
    .description('make a dummy model, or a model that transformers.js can run');
  model
    .command('synth')
    .description(
      'write a checkpoint with seeded random weights: its speed and memory are real, its text is not',
    )
    .argument('<folder>', 'a new or empty folder')
    .addOption(
      new Option('--shape <shape>', 'shape of a known model').choices(SHAPE_NAMES).default('smollm2-135m'),
    )
    .addOption(dtypeOption())
    .addOption(attentionOption())
    .option('--seed <n>', 'seed of the weights', integer, 1)
    .action(async (folder: string, flags: ExportFlags & { shape: ShapeName; seed: number }) => {
      const { synthesize } = await import('../model/synth.js');
      await withBar(`weights of ${flags.shape}`, (onProgress) =>
        synthesize({ ...flags, folder, onProgress }),
      );
      await exportInto(folder, flags);
    });
  model
    .command('export')
    .description('write the graph that transformers.js runs, into the checkpoint’s folder "onnx"')
    .argument('<folder>', 'a checkpoint: config.json and model.safetensors')
    .addOption(dtypeOption())
    .addOption(attentionOption())
    .action(exportInto);
}

async function exportInto(folder: string, { dtype, attention }: ExportFlags): Promise<void> {
  const { exportModel, TRANSFORMERS_DTYPES } = await import('../model/export.js');
  const path = await withBar(`${dtype} graph`, (onProgress) =>
    exportModel({ folder, dtype, attention, onProgress }),
  );
  console.log(
    `${path}\nrun it: --model ${resolve(folder)} --backend onnx --dtype ${dtype}, or --backend transformers --dtype ${TRANSFORMERS_DTYPES[dtype]}`,
  );
}

async function withBar<T>(
  what: string,
  work: (onProgress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  const bar = new SingleBar({
    format: ` {bar} {percentage}% ${what}`,
    clearOnComplete: true,
    stream: process.stderr,
  });
  try {
    return await work((done, total) => {
      if (done === 1) bar.start(total, 0);
      bar.update(done);
    });
  } finally {
    bar.stop();
  }
}
