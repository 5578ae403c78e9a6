import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { BenchmarkConfig } from '../benchmark/config.js';
import { checkoutRoot } from '../checkout.mjs';
import { log } from '../logging.js';
import { integer, integers, list, positiveInteger } from './arguments.js';
import { interruptible } from './interrupt.js';
import { addModelOptions, type ModelFlags, splitModelFlags } from './model-options.js';

interface RunFlags extends ModelFlags {
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
  quick: { promptLimit: 16, maxNewTokens: 24, batchSizes: [8] },
  default: {},
  full: { repeats: 9, maxNewTokens: 64, batchSizes: [1, 2, 4, 8, 16] },
} as const;

/** `streambatch run`: measure streaming against batch and append every request to the log. */
export function addRun(program: Command): void {
  const run = program
    .command('run')
    .description('benchmark streaming against batch inference; every request becomes a row of the log');
  addModelOptions(run)
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
    .action((flags: RunFlags) => interruptible((signal) => measure(flags, signal)));
}

async function measure(flags: RunFlags, signal: AbortSignal): Promise<void> {
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
  const { asJson, asText } = await import('./run-report.js');
  process.stdout.write(flags.json ? asJson(result, resultLog.path) : asText(result, resultLog.path));
  throwIfFailed(result);
}

async function configOf(flags: RunFlags): Promise<BenchmarkConfig> {
  const { parseConfig } = await import('../benchmark/config.js');
  const { backend, own } = splitModelFlags(flags);
  const { profile, out: _, json: __, ...experiment } = own;
  return parseConfig({ backend, ...PROFILES[profile], ...experiment });
}
