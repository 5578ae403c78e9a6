import { join } from 'node:path';
import { type Logger, multistream, pino } from 'pino';
import { cacheFolder } from './checkout.mjs';
import { asError } from './errors.js';

const sinks = multistream([]);

/**
 * The log of this process: silent until `startLogging` gives it somewhere to write, so that streambatch as a
 * library prints nothing. Log per run or per trial, never per token: writes are synchronous (nothing is lost
 * when the process ends, and no worker thread competes with the model for a core).
 */
export const log: Logger = pino({ level: 'debug', base: { pid: process.pid } }, sinks);

export interface LoggingOptions {
  /** Debug messages on stderr too; otherwise warnings and errors only. */
  readonly verbose: boolean;
  /** Folder of the rotating file. */
  readonly folder?: string;
}

export const logFolder = join(cacheFolder, 'logs');

/** Readable lines to stderr, and everything as JSON lines to a rotating file (5 files of 5 MB). Never stdout. */
export async function startLogging({ verbose, folder = logFolder }: LoggingOptions): Promise<void> {
  const { prettyFactory } = await import('pino-pretty');
  const readable = prettyFactory({
    ignore: 'pid',
    translateTime: 'SYS:HH:MM:ss',
    colorize: process.stderr.isTTY === true && !process.env.NO_COLOR,
  });
  const stderr = { write: (line: string) => process.stderr.write(readable(line)) };
  sinks.add({ level: verbose ? 'debug' : 'warn', stream: stderr });
  try {
    const { default: openRollingFile } = await import('pino-roll');
    const file = await openRollingFile({
      file: join(folder, 'streambatch.log'),
      size: '5m',
      limit: { count: 4, removeOtherLogFiles: true },
      mkdir: true,
      sync: true,
    });
    file.on('error', (error: Error) => log.warn(`the log file stopped: ${error.message}`));
    sinks.add({ level: 'debug', stream: file });
  } catch (error) {
    log.warn(`no log file in ${folder}: ${asError(error).message}`);
  }
}
