'use strict';

/** An interrupt, where a cell waits. */
class Interrupted extends Error {
  /** @override */
  name = 'Interrupted';
}

/**
 * Ends each wait of a cell that is under way.
 * @type {Set<(error: Interrupted) => void>}
 */
const waits = new Set();

/**
 * The value once it is there, or an error at an interrupt: without it an interrupted cell goes on behind its end,
 * and prints under the cells that follow.
 * @param {unknown} value
 */
function interruptible(value) {
  return new Promise((resolve, reject) => {
    const end = () => waits.delete(reject);
    waits.add(reject);
    Promise.resolve(value).finally(end).then(resolve, reject);
  });
}

/**
 * The same for each value of `for await`. What is looped over is closed, as JavaScript does where a loop ends early.
 * @param {any} iterable
 */
async function* interruptibly(iterable) {
  const iterator = (iterable[Symbol.asyncIterator] ?? iterable[Symbol.iterator]).call(iterable);
  let open = false; // it has neither ended nor failed
  try {
    for (;;) {
      open = false;
      const next = iterator.next();
      const { done, value } = await interruptible(next);
      if (done) return;
      open = true;
      yield value;
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    Promise.resolve(iterator.return?.()).catch(() => {}); // it may wait as long as the loop would have
    throw error;
  } finally {
    if (open) await iterator.return?.();
  }
}

/** Cells that wait end at SIGINT; those that compute, Node ends. */
function endsWaitsAtInterrupt() {
  Object.assign(globalThis, { __interruptible__: interruptible, __interruptibly__: interruptibly });
  process.on('SIGINT', () => {
    for (const end of waits) end(new Interrupted('by SIGINT'));
    waits.clear();
  });
}

/**
 * @param {unknown} error of a cell that computes Node's, of one that waits tslab's or ours
 */
const isInterrupt = (error) =>
  error instanceof Interrupted ||
  (error instanceof Error &&
    (('code' in error && error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') ||
      error.message === 'Interrupted asynchronously'));

module.exports = { endsWaitsAtInterrupt, isInterrupt };
