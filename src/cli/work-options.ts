import { type Command, Option } from 'commander';
import { positiveInteger } from './arguments.js';
import { runDefault } from './run-defaults.js';

/** Options that say what is asked, as a configuration of `run` has it. */
export const addWorkOptions = (command: Command): Command =>
  command
    .option('--prompts <file>', `CSV with the columns id, category, prompt${runDefault('prompts')}`)
    .option(
      '--max-new-tokens <n>',
      `most tokens a request may produce${runDefault('maxNewTokens')}`,
      positiveInteger,
    )
    .addOption(
      new Option(
        '--length <how>',
        `end at end-of-sequence, or always after --max-new-tokens${runDefault('length')}`,
      ).choices(['natural', 'forced']),
    );
