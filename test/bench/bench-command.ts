import { Command, InvalidArgumentError } from 'commander';
import { StreambatchError } from '../../src/errors.js';
import type { EngineDtype } from '../../src/model/runner.js';

const WRONG_USAGE = 2;

/** The command line of a benchmark: `--help` says what it does, and a wrong option is a line, never a stack. */
export function benchCommand(name: string, about: string): Command {
  return new Command(`npm run bench:${name} --`)
    .description(about)
    .allowExcessArguments(false)
    .option('--smoke', 'the smallest run that reaches everything; what it prints tells nothing of speed')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USAGE));
}

/** Runs a benchmark; what its user can put right is a line, and no stack. */
export function runBench(main: () => Promise<void>): void {
  main().catch((error: Error) => {
    if (!(error instanceof StreambatchError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exit(1);
  });
}

/** Whether the benchmark is only to show that it still works: small models, no network, nobody judged. */
export const isSmoke = (command: Command): boolean => command.opts<{ smoke?: true }>().smoke === true;

/** What the words after the options are, one for each argument of the command. */
export const parsed = <Values extends readonly unknown[]>(command: Command): Values =>
  command.parse().processedArgs as unknown as Values;

export function regularExpression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

const DTYPES: readonly EngineDtype[] = ['fp32', 'int8', 'int4', 'gguf'];

export const dtypeList = (text: string): EngineDtype[] =>
  text.split(',').map((name) => {
    const dtype = DTYPES.find((known) => known === name);
    if (!dtype) throw new InvalidArgumentError(`"${name}" is none of ${DTYPES.join(', ')}.`);
    return dtype;
  });

/** A parser whose InputError is wrong usage of the option. */
export const asOption =
  <T>(parse: (text: string) => T) =>
  (text: string): T => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof StreambatchError) throw new InvalidArgumentError(`${error.message}.`);
      throw error;
    }
  };
