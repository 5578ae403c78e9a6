import type { Command } from 'commander';
import { positiveInteger } from './arguments.js';

/** Which model, and what runs it. */
export interface ModelFlags {
  backend: string;
  model: string;
  dtype?: string;
  device?: string;
  threads?: number;
}

/** The options of every verb that loads a model. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--backend <name>', 'transformers (transformers.js), onnx, openai or mock', 'transformers')
    .option(
      '--model <id>',
      'hub id "owner/name", a local folder, or the embedded "storyteller"',
      'storyteller',
    )
    .option('--dtype <type>', 'weights: fp32, fp16, q8, int8, q4 …')
    .option('--device <name>', 'where the model runs: cpu, or what the backend has')
    .option('--threads <n>', 'intra-op threads', positiveInteger);
}
