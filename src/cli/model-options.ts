import { type Command, Option } from 'commander';
import { BACKEND_SUMMARIES } from '../backends/registry.js';
import { positiveInteger } from './arguments.js';

/** Which model, and what runs it. */
export interface ModelFlags {
  backend: string;
  model: string;
  dtype?: string;
  device?: string;
  threads?: number;
  maxBatch?: number;
  kvBudgetMb?: number;
  prefillChunk?: number;
  largePages?: boolean;
  baseUrl?: string;
  apiKeyEnv?: string;
  api?: string;
  tokenizer?: string;
}

/** The options of every verb that loads a model. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--backend <name>', BACKEND_SUMMARIES, 'onnx')
    .option(
      '--model <id>',
      'hub id "owner/name", a local folder or .gguf file, or the embedded "storyteller"',
      'storyteller',
    )
    .option(
      '--dtype <type>',
      'weights: fp32, fp16, q8, int8, q4 …; gguf: as a .gguf file has them, which is usual there',
    )
    .option('--device <name>', 'where the model runs: cpu, or what the backend has')
    .option('--threads <n>', 'intra-op threads', positiveInteger)
    .option('--max-batch <n>', 'onnx: most requests that share a step', positiveInteger)
    .option('--kv-budget-mb <n>', 'onnx: most key-value cache of running requests, MiB', positiveInteger)
    .option(
      '--prefill-chunk <n>',
      'onnx: most prompt tokens a step takes in while streams run',
      positiveInteger,
    )
    .option('--large-pages', 'onnx: memory pages of 2 MiB; faster for models of 100 MB and up, on Linux')
    .option('--base-url <url>', 'openai: the server, like http://127.0.0.1:8000/v1')
    .option('--api-key-env <name>', 'environment variable that holds the API key')
    .addOption(
      new Option('--api <kind>', 'openai: plain completions, or chat').choices(['completions', 'chat']),
    )
    .option(
      '--tokenizer <folder>',
      'openai: folder or .gguf file, to count tokens where the server does not',
    );
}

/** What these options say of the backend (a `BackendOptions` once it is checked), and a verb's own options. */
export function splitModelFlags<Flags extends Partial<ModelFlags>>(flags: Flags) {
  const { backend, model, dtype, device, threads, ...more } = flags;
  const { maxBatch, kvBudgetMb, prefillChunk, largePages, ...remote } = more;
  const { baseUrl, apiKeyEnv, api, tokenizer, ...own } = remote;
  const engine = { maxBatch, kvBudgetMb, prefillChunk, largePages };
  const isSet = Object.values(engine).some((value) => value !== undefined);
  const openai = baseUrl && { openai: { baseUrl, apiKeyEnv, api, tokenizer } };
  return { backend: { backend, model, dtype, device, threads, ...(isSet && { engine }), ...openai }, own };
}
