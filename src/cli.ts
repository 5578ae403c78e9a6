#!/usr/bin/env node
import { exitCodeOf, reportFailure } from './cli/report-error.js';
import { runProgram } from './cli/run-program.js';

function fail(error: unknown): void {
  reportFailure(error);
  process.exitCode = exitCodeOf(error);
}

process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});
// `streambatch env | head -1`: the reader has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

runProgram(process.argv.slice(2)).catch(fail);
