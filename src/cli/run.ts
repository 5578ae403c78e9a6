import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BenchmarkConfig } from '../benchmark/config.js';
import { checkoutRoot } from '../checkout.mjs';
import { log } from '../logging.js';
import { interruptible } from './interrupt.js';

interface RunFlags {
  backend: string;
  model: string;
  dtype?: string;
  device?: string;
  threads?: number;
  modes?: string[];
  batchSizes?: number[];
  prompts?: string;
  promptLimit?: number;
  maxNewTokens?: number;
  length?: string;
  repeats?: number;
  seed?: number;
  profile: keyof typeof PROFILES;
  out: string;
  json?: boolean;
}

/** How much is measured; single options override it. */
const PROFILES = {
  quick: { promptLimit: 12, repeats: 3, maxNewTokens: 24, batchSizes: [1, 4, 8] },
  default: {},
  full: { repeats: 9, maxNewTokens: 64, batchSizes: [1, 2, 4, 8, 16] },
} as const;

/** `streambatch run`: measure streaming against batch and append every request to the log. */
export function addRun(program: Command): void {
  program
    .command('run')
    .description('benchmark streaming against batch inference; every request becomes a row of the log')
    .option('--backend <name>', 'transformers (transformers.js), onnx, openai or mock', 'transformers')
    .option(
      '--model <id>',
      'hub id "owner/name", a local folder, or the embedded "storyteller"',
      'storyteller',
    )
    .option('--dtype <type>', 'weights: fp32, fp16, q8, int8, q4 …')
    .option('--device <name>', 'where the model runs: cpu, or what the backend has')
    .option('--threads <n>', 'intra-op threads', positiveInteger)
    .option('--modes <list>', 'ways of serving: stream, batch, continuous', list)
    .option('--batch-sizes <list>', 'requests per batch, and in flight at once under continuous', integers)
    .option('--prompts <file>', 'CSV with the columns id, category, prompt')
    .option('--prompt-limit <n>', 'use only so many prompts, spread evenly over the file', positiveInteger)
    .option('--max-new-tokens <n>', 'most tokens a request may produce', positiveInteger)
    .addOption(
      new Option('--length <how>', 'end at end-of-sequence, or always after --max-new-tokens').choices([
        'natural',
        'forced',
      ]),
    )
    .option('--repeats <n>', 'blocks: every cell runs once in each, in shuffled order', positiveInteger)
    .option('--seed <n>', 'of block and prompt order', integer)
    .addOption(
      new Option('--profile <name>', 'how much is measured')
        .choices(Object.keys(PROFILES))
        .default('default'),
    )
    .option('--out <file>', 'the log to append to', join(checkoutRoot, 'data', 'inference_logs.csv'))
    .option('--json', 'the result as JSON on stdout')
    .action((flags: RunFlags) => interruptible((signal) => run(flags, signal)));
}

async function run(flags: RunFlags, signal: AbortSignal): Promise<void> {
  const [{ runBenchmark, throwIfFailed }, { spawnBackend }, { openLog }, { showProgress }] =
    await Promise.all([
      import('../benchmark/run.js'),
      import('../backends/process.js'),
      import('../results/log.js'),
      import('./progress.js'),
    ]);
  const config = await configOf(flags);
  const resultLog = await openLog(flags.out, { warn: (message) => log.warn(message) });
  const progress = showProgress();
  const result = await runBenchmark(config, {
    signal,
    launch: (spec, abort) => spawnBackend(spec, { signal: abort, onProgress: progress.onLoad }),
    append: (rows) => resultLog.append(rows),
    onProgress: progress.onRun,
  }).finally(progress.stop);
  await resultLog.close();
  throwIfFailed(result);
}

async function configOf(flags: RunFlags): Promise<BenchmarkConfig> {
  const { parseConfig } = await import('../benchmark/config.js');
  const { backend, model, dtype, device, threads, profile, out: _, json: __, ...rest } = flags;
  return parseConfig({ backend: { backend, model, dtype, device, threads }, ...PROFILES[profile], ...rest });
}

function integer(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is no whole number.`);
  return Number(text);
}

function positiveInteger(text: string): number {
  const value = integer(text);
  if (value < 1) throw new InvalidArgumentError(`${value} must be at least 1.`);
  return value;
}

const list = (text: string) => text.split(',').map((item) => item.trim());

const integers = (text: string) => list(text).map(positiveInteger);
