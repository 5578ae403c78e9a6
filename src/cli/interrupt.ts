import { StreambatchError } from '../errors.js';

/** The user pressed Ctrl-C: exit code 130. */
export class Interrupted extends StreambatchError {
  override name = 'Interrupted';
}

/**
 * Runs work that must clean up on Ctrl-C (or SIGTERM): the first one aborts the signal, so that the work can end
 * its children and keep what is finished; a second one ends the process at once. Throws `Interrupted` afterwards,
 * with what there is to say to the user by then.
 */
export async function interruptible(
  work: (signal: AbortSignal) => Promise<void>,
  said: () => string = () => 'interrupted',
): Promise<void> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Interrupted('interrupted'));
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    await work(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
  if (controller.signal.aborted) throw new Interrupted(said());
}
