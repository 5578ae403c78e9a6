import { Command } from 'commander';
import { startLogging } from '../logging.js';
import { addExamples } from './examples.js';
import { packageVersion } from './package-version.js';
import { oneLine, withoutPrefix } from './report-error.js';

/** One file per verb. Each adds its command, and imports what it needs inside the action, so that help is fast. */
const VERBS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  run: async () => (await import('./run.js')).addRun,
  report: async () => (await import('./report.js')).addReport,
  compare: async () => (await import('./compare.js')).addCompare,
  ab: async () => (await import('./ab.js')).addAb,
  export: async () => (await import('./export.js')).addExport,
  serve: async () => (await import('./serve.js')).addServe,
  load: async () => (await import('./load.js')).addLoad,
  model: async () => (await import('./model.js')).addModel,
  env: async () => (await import('./env.js')).addEnv,
  schema: async () => (await import('./schema.js')).addSchema,
  completion: async () => (await import('./completion.js')).addCompletion,
};

/** The verb that a command line names; all where it may be about any, as help, a slip and completion are. */
function verbsIn(args: readonly string[]): (typeof VERBS)[string][] {
  const first = args.find((word) => word !== '--verbose') ?? '';
  if (first === '--version' || first === '-V') return [];
  const named = first !== 'completion' && Object.hasOwn(VERBS, first) ? VERBS[first] : undefined;
  return named ? [named] : Object.values(VERBS);
}

/** @param args the command line, so that no more is loaded than it takes; absent: every verb */
export async function createProgram(args: readonly string[] = []): Promise<Command> {
  const program = new Command('streambatch')
    .description('Measures when streaming LLM inference beats batch inference on your model and machine.')
    .version(packageVersion())
    .option('--verbose', 'debug messages and stacks on stderr')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (text, write) => write(`streambatch: ${withoutPrefix(oneLine(text))}\n`),
    })
    .exitOverride() // verbs inherit it: they throw, and cli.ts chooses the exit code
    .hook('preAction', () => startLogging({ verbose: program.opts().verbose === true }));
  for (const add of await Promise.all(verbsIn(args).map((verb) => verb()))) add(program);
  addExamples(program);
  return program;
}
