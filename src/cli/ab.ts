import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import type { AbEnd, Sides } from '../ab/run-ab.js';
import { defaultLog } from '../checkout.mjs';
import { PREFIX_CACHES, WAY_NAMES } from '../ways.js';
import type { SharedFlags } from './ab-sides.js';
import { integer, integers, list, percentage, positiveInteger } from './arguments.js';
import { interruptible } from './interrupt.js';
import { addModelOptions } from './model-options.js';
import type { RunFlags } from './run-config.js';
import { runDefault } from './run-defaults.js';
import { addWorkOptions } from './work-options.js';

interface AbFlags extends SharedFlags {
  a: string;
  b: string;
  threshold: number;
  maxMinutes: number;
  json?: boolean;
}

const defaultOut = (): string =>
  join(dirname(defaultLog), 'ab', new Date().toISOString().slice(0, 19).replaceAll(':', ''));

/** `streambatch ab`: two servers, one question. The answer is the exit code, as of `compare`. */
export function addAb(program: Command): void {
  const ab = program
    .command('ab')
    .description(
      'is B better or worse than A? Both in turns, until it is known; exit code 0: not worse, 1: worse (or one failed), 2: wrong input, 3: cannot tell',
    )
    .requiredOption('--a <where>', 'URL of an OpenAI-compatible server, or a file as `run --config` takes it')
    .requiredOption('--b <where>', 'what is held against it, likewise');
  addWorkOptions(addModelOptions(ab))
    .addOption(
      new Option('--threshold <percent>', 'smallest change that matters')
        .argParser(percentage)
        .default(0.05, '5%'),
    )
    .option('--max-minutes <n>', 'begin no block that would end later', positiveInteger, 3)
    .addOption(
      new Option('--ways <list>', `ways of serving: ${WAY_NAMES.join(', ')}`)
        .argParser(list)
        .default(['continuous'], 'continuous'),
    )
    .addOption(
      new Option('--batch-sizes <list>', 'requests per batch, and in flight at once under continuous')
        .argParser(integers)
        .default([4], '4'),
    )
    .option('--prompt-limit <n>', 'prompts of a block, spread evenly over the file', positiveInteger, 16)
    .option(
      '--prefix-cache <list>',
      `what servers may know of the prompts from before: ${PREFIX_CACHES.join(', ')} (default: warm between two servers)`,
      list,
    )
    .option('--seed <n>', `of the coin and of prompt order${runDefault('seed')}`, integer)
    .option('--out <name>', 'rows go to NAME-a.csv and NAME-b.csv (default: a new name in the folder ab)')
    .option('--json', 'JSON instead of Markdown')
    .action((flags: AbFlags) => measure(flags, shared(ab)));
}

const OF_THE_ANSWER: readonly string[] = ['a', 'b', 'threshold', 'maxMinutes', 'out', 'json'];

/** The options of the command line itself that hold for both sides' configurations. */
const shared = (command: Command): (keyof RunFlags)[] =>
  Object.keys(command.opts()).filter(
    (name) => command.getOptionValueSource(name) === 'cli' && !OF_THE_ANSWER.includes(name),
  ) as (keyof RunFlags)[];

/** Runs until the answer, the end of the time or Ctrl-C; what is known by then is printed in any case. */
async function measure(flags: AbFlags, named: (keyof RunFlags)[]): Promise<void> {
  await interruptible((signal) => measureUntil(signal, flags, named));
}

async function measureUntil(signal: AbortSignal, flags: AbFlags, named: (keyof RunFlags)[]): Promise<void> {
  const { a, b, threshold, maxMinutes, json, out = defaultOut(), ...others } = flags;
  const { configsOf } = await import('./ab-sides.js');
  const configs = await configsOf({ a, b }, { ...others, out }, named);
  const say = sayingOnce();
  say(`A and B in turns, for at most ${maxMinutes} min; a line after each block`);
  const { openSides } = await import('./open-sides.js');
  const { sides, close } = await openSides({ a, b }, configs, out, {
    signal,
    onLoad: ({ step }) => say(step),
  });
  const { runAb } = await import('../ab/run-ab.js');
  const { soFarText } = await import('../ab/words.js');
  const end = await runAb(sides, {
    threshold,
    maxMinutes,
    seed: configs.a.seed,
    signal,
    onBlock: (soFar) => say(soFarText(soFar)),
  }).finally(close);
  await print(sides, end, threshold, json);
  if (end.error) throw end.error;
}

async function print(sides: Sides, end: AbEnd, threshold: number, json = false): Promise<void> {
  const { exitCodeOf, reportAb } = await import('../ab/report.js');
  const { toMarkdown } = await import('../ab/markdown.js');
  const report = reportAb(sides, end, threshold);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : toMarkdown(report));
  process.exitCode = exitCodeOf(report);
}

/** Lines on stderr; what loads tells of itself many times. */
function sayingOnce(): (line: string) => void {
  let last = '';
  return (line) => {
    if (line !== last) process.stderr.write(`${line}\n`);
    last = line;
  };
}
