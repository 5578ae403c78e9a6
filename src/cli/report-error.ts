import { CommanderError } from 'commander';
import { asError, InputError, StreambatchError } from '../errors.js';
import { log } from '../logging.js';
import { SetupError } from '../setup/command.mjs';
import { Interrupted } from './interrupt.js';
import { tellParent } from './tell-parent.js';

/** Exit codes: 0 ok, 1 a run failed, 2 wrong usage or input, 130 Ctrl-C. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return isHelp(error) ? 0 : 2;
  if (error instanceof Interrupted) return 130;
  return error instanceof InputError ? 2 : 1;
}

/** Commander throws to end the process after `--help` and `--version`; help because no verb was given is an error. */
const isHelp = (error: CommanderError) => error.exitCode === 0;

/**
 * One line on stderr; the stack goes to the log file, and to stderr with --verbose. A process that forked this one
 * (`startLocalServer`) gets it as a message.
 */
export function reportFailure(error: unknown): void {
  tellParent({ type: 'failed', isInput: exitCodeOf(error) === 2, message: describe(error) });
  if (error instanceof CommanderError) return; // commander has printed it
  process.stderr.write(`streambatch: ${describe(error)}\n`);
  log.debug({ err: error }, 'failed');
}

function describe(error: unknown): string {
  const line = oneLine(asError(error).message);
  if (error instanceof CommanderError) return withoutPrefix(line);
  if (error instanceof StreambatchError || error instanceof SetupError) return line;
  return `unexpected error: ${line || 'no message'} (--verbose shows the stack)`;
}

/** Commander opens its messages with "error: ". */
export const withoutPrefix = (line: string) => line.replace(/^error: /, '');

export const oneLine = (text: string) => text.trim().replace(/\s*\n\s*/g, '; ');
