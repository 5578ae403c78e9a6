import { createProgram } from './program.js';

/** Carries out one command line. @throws what the verb throws; CommanderError for a wrong one, and after help and version */
export async function runProgram(args: readonly string[]): Promise<void> {
  const program = await createProgram(args);
  await program.parseAsync(args, { from: 'user' });
}
