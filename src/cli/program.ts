import { Command } from 'commander';
import { startLogging } from '../logging.js';
import { addAb } from './ab.js';
import { addCompare } from './compare.js';
import { addCompletion } from './completion.js';
import { addEnv } from './env.js';
import { addExamples } from './examples.js';
import { addExport } from './export.js';
import { addLoad } from './load.js';
import { addModel } from './model.js';
import { packageVersion } from './package-version.js';
import { addReport } from './report.js';
import { oneLine, withoutPrefix } from './report-error.js';
import { addRun } from './run.js';
import { addSchema } from './schema.js';
import { addServe } from './serve.js';

/** One file per verb. Each adds its command, and imports what it needs inside the action, so that help is fast. */
const verbs: readonly ((program: Command) => void)[] = [
  addRun,
  addReport,
  addCompare,
  addAb,
  addExport,
  addServe,
  addLoad,
  addModel,
  addEnv,
  addSchema,
  addCompletion,
];

export function createProgram(): Command {
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
  for (const add of verbs) add(program);
  addExamples(program);
  return program;
}
