import { type Command, InvalidArgumentError, Option } from 'commander';
import { defaultLog } from '../checkout.mjs';
import { LOAD_DEFAULTS } from '../load/defaults.js';
import { USUAL_SLO } from '../metrics/slo.js';
import { WAY_NAMES } from '../ways.js';
import { integer, positiveInteger } from './arguments.js';
import { interruptible } from './interrupt.js';
import type { LoadFlags } from './load-flags.js';
import { addModelOptions } from './model-options.js';

/** `streambatch load`: requests that come by themselves, on a server that may not keep up. */
export function addLoad(program: Command): void {
  const load = program
    .command('load')
    .description('put a load on a server, measured from when each request was meant to come')
    .requiredOption(
      '--target <url>',
      'a streambatch server, or "local": one is started for the time; with --backend openai any OpenAI-compatible server, up to and including the version, asked straight from here',
      target,
      'local',
    );
  addModelOptions(load)
    .option(
      '--arrivals <how>',
      'poisson:RATE, constant:RATE (per second), closed:USERS, or sweep',
      'poisson:4',
    )
    .addOption(
      new Option('--way <name>', 'way of serving that is asked for (all: those that `run` would compare)')
        .choices([...WAY_NAMES, 'all'])
        .default('all'),
    )
    .addOption(
      new Option('--duration <time>', 'of each load, like 60s')
        .argParser(duration)
        .default(LOAD_DEFAULTS.durationMs, '60s'),
    )
    .option('--slo <limits>', 'what users are promised, ms: ttft, tpot, latency', USUAL_SLO)
    .option('--prompts <file>', 'CSV with id, category, prompt', LOAD_DEFAULTS.prompts)
    .option(
      '--max-new-tokens <n>',
      'most tokens a request may produce',
      positiveInteger,
      LOAD_DEFAULTS.maxNewTokens,
    )
    .addOption(
      new Option('--length <how>', 'end at end-of-sequence, or always after --max-new-tokens')
        .choices(['natural', 'forced'])
        .default(LOAD_DEFAULTS.length),
    )
    .option('--batch-size <n>', 'most requests of one batch', positiveInteger, LOAD_DEFAULTS.batchSize)
    .option('--seed <n>', 'of arrivals and prompt order', integer, LOAD_DEFAULTS.seed)
    .option('--mock <times>', 'local target with --backend mock: prefill and decode, ms, like 20,5')
    .option('--out <file>', 'the log to append to', defaultLog)
    .option('--json', 'the report as JSON on stdout')
    .action((flags: LoadFlags) =>
      interruptible(async (signal) => {
        const { load: run } = await import('./load-run.js');
        await run(flags, signal);
      }),
    );
}

/** "local", or where a server is. */
function target(text: string): string {
  if (text === 'local' || (/^https?:/.test(text) && URL.canParse(text))) return text;
  throw new InvalidArgumentError(`"${text}" is neither "local" nor a URL like http://127.0.0.1:8000.`);
}

/** `60s`, `500ms` or `2m`, in ms. */
function duration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const factor = { ms: 1, s: 1000, m: 60_000 }[unit ?? ''];
  if (!factor || Number(number) <= 0)
    throw new InvalidArgumentError(`"${text}" is no time like 60s, 500ms or 2m.`);
  return Number(number) * factor;
}
