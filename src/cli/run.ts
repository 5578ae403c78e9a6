import { type Command, Option } from 'commander';
import type { RecordedRunOptions } from '../benchmark/recorded-run.js';
import type { RunSoFar } from '../benchmark/stopping.js';
import { defaultLog } from '../checkout.mjs';
import { log } from '../logging.js';
import { PREFIX_CACHES, WAY_NAMES } from '../ways.js';
import { integer, integers, list, percentage, positiveInteger } from './arguments.js';
import { Interrupted, interruptible } from './interrupt.js';
import { addModelOptions } from './model-options.js';
import { resumeLine } from './resume-line.js';
import { PROFILES, type RunFlags } from './run-config.js';
import { profilesText, runDefault } from './run-defaults.js';
import { usually } from './usually.js';
import { addWorkOptions } from './work-options.js';

/** `streambatch run`: measure streaming against batch and append every request to the log. */
export function addRun(program: Command): void {
  const run = program
    .command('run')
    .description('benchmark streaming against batch inference; every request becomes a row of the log');
  addWorkOptions(addModelOptions(run))
    .option(
      '--ways <list>',
      `ways of serving: ${WAY_NAMES.join(', ')} (default: all that the backend has, whole only on a server of somebody else)`,
      list,
    )
    .addOption(new Option('--modes <list>').argParser(list).conflicts('ways').hideHelp()) // its name before
    .option(
      '--batch-sizes <list>',
      `requests per batch, and in flight at once under continuous and whole${runDefault('batchSizes')}`,
      integers,
    )
    .option(
      '--prompt-limit <n>',
      'use only so many prompts, spread evenly over the file (default: all)',
      positiveInteger,
    )
    .option(
      '--prefix-cache <list>',
      `what a server may know of the prompts from before: ${PREFIX_CACHES.join(', ')}; several: every cell under each${usually('as-is')}`,
      list,
    )
    .option(
      '--repeats <n>',
      `blocks: every cell runs once in each, in shuffled order${runDefault('repeats')}`,
      positiveInteger,
    )
    .option('--seed <n>', `of block and prompt order${runDefault('seed')}`, integer)
    .addOption(
      new Option('--profile <name>', `how much is measured: ${profilesText()}`)
        .choices(Object.keys(PROFILES))
        .default('default'),
    )
    .option('--out <file>', 'the log to append to', defaultLog)
    .option('--json', 'the result as JSON on stdout')
    .option('--config <file>', 'read the options from a YAML or JSON file; options given here override it')
    .option('--precision <percent>', 'go on until every cell is known to ± so much, such as 3%', percentage)
    .addOption(
      new Option(
        '--until <what>',
        'go on until what the answer rests on is decided, or cannot be in the time; or until every comparison is (default: decided)',
      ).choices(['decided', 'all']),
    )
    .option(
      '--max-minutes <n>',
      'with --until or --precision: begin no block that would end later (default: 1 for decided, 3 for all, 15 for a precision)',
      positiveInteger,
    )
    .option('--resume [run_id]', 'go on with a run that was killed (the latest, unless named)')
    .action((flags: RunFlags) => measure(flags, given(run)));
}

/** The options that stand on the command line itself, without the defaults. */
const given = (command: Command): (keyof RunFlags)[] =>
  Object.keys(command.opts()).filter(
    (name) => command.getOptionValueSource(name) === 'cli',
  ) as (keyof RunFlags)[];

/** Runs until the end or Ctrl-C; where that leaves something to go on with, says how. */
async function measure(flags: RunFlags, named: (keyof RunFlags)[]): Promise<void> {
  let goOn = 'no trial had ended, so nothing is kept';
  let blocks: RunSoFar | undefined;
  const told: Told = {
    onResumable: (runId) => {
      goOn = `finished trials are kept; this goes on: ${resumeLine(runId, flags, named)}`;
    },
    onBlocks: (soFar) => {
      blocks = soFar;
    },
  };
  try {
    await interruptible(
      (signal) => measureUntil(signal, flags, named, told),
      () => `interrupted; ${goOn}`,
    );
  } catch (error) {
    if (error instanceof Interrupted && blocks && !flags.json) await printSoFar(blocks);
    throw error;
  }
}

/** What a run tells on its way, for the case that it is interrupted. */
interface Told extends Required<Pick<RecordedRunOptions, 'onResumable'>> {
  readonly onBlocks: (soFar: RunSoFar) => void;
}

async function printSoFar(blocks: RunSoFar): Promise<void> {
  const [{ wholeBlocksText }, { pageOf }] = await Promise.all([
    import('./whole-blocks.js'),
    import('./page.js'),
  ]);
  process.stdout.write(wholeBlocksText(blocks, pageOf(process.stdout)));
}

async function measureUntil(
  signal: AbortSignal,
  flags: RunFlags,
  named: (keyof RunFlags)[],
  { onResumable, onBlocks }: Told,
): Promise<void> {
  const [{ startRun }, { resumeRun }, { throwIfFailed }, { spawnBackend }, { openLog }, { showProgress }] =
    await Promise.all([
      import('../benchmark/recorded-run.js'),
      import('../benchmark/resume.js'),
      import('../benchmark/run.js'),
      import('../backends/process/process-backend.js'),
      import('../results/log.js'),
      import('./progress.js'),
    ]);
  const { calibrate } = await import('../benchmark/calibrate.js');
  const { judgeBy } = await import('./judge.js');
  const warnOfWeights = (await import('./weights.js')).weightsWarner();
  const { configOf, refuseBesideResume } = await import('./run-config.js');
  const { resume } = flags;
  if (resume !== undefined) refuseBesideResume(named);
  const config = resume === undefined ? await configOf(flags, named) : undefined;
  const resultLog = await openLog(flags.out, { warn: (message) => log.warn(message) });
  const progress = showProgress();
  const judge = judgeBy(progress.onBlock, () => new Date());
  const options: RecordedRunOptions = {
    log: resultLog,
    signal,
    onResumable,
    launch: async (spec, abort) => {
      const backend = await spawnBackend(spec, { signal: abort, onProgress: progress.onLoad });
      warnOfWeights(backend.info);
      return backend;
    },
    onProgress: progress.onRun,
    judge: (soFar) => {
      onBlocks(soFar);
      return judge(soFar);
    },
    calibrate: (abort) => calibrate((spec, signal) => spawnBackend(spec, { signal }), abort),
  };
  const running = config
    ? startRun(config, options)
    : resumeRun(resume === true ? undefined : resume, options);
  const result = await running.finally(progress.stop);
  await resultLog.close();
  const { asJson, asText } = await import('./run-report.js');
  const { pageOf } = await import('./page.js');
  process.stdout.write(
    flags.json ? asJson(result, resultLog.path) : asText(result, resultLog.path, pageOf(process.stdout)),
  );
  throwIfFailed(result);
}
