import { build } from './build.mjs';
import { SetupError } from './command.mjs';
import { jupyter } from './jupyter.mjs';
import { kernel } from './kernel.mjs';
import { notebookFilter } from './notebook-filter.mjs';
import { packages } from './packages.mjs';
import { runtime } from './runtime.mjs';

/** @typedef {{name: string, isDone: () => boolean, doing: string, run: () => void}} Step */

/** @type {readonly Step[]} */
const STEPS = [packages, runtime, jupyter, kernel, build, notebookFilter];

/**
 * Does what is missing, and says so on stderr. Throws SetupError.
 * @param {readonly Step[]} steps
 */
function setUp(steps) {
  refuseOldNode();
  const startedAt = performance.now();
  for (const step of steps) {
    if (step.isDone()) continue;
    const stepStartedAt = performance.now();
    say(`${step.name} (${step.doing}) …`);
    step.run();
    say(`${step.name} ready after ${seconds(stepStartedAt)}`);
  }
  say(`everything is in place (${seconds(startedAt)})`);
}

/** As `setUp`, of a whole checkout unless told otherwise; a failure ends the process with exit code 1 and says what to do by hand. */
export function setUpOrExit(steps = STEPS) {
  try {
    setUp(steps);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`set-up failed: ${error.message}`);
    process.exit(1);
  }
}

/** Below these, `require` cannot load ES modules, and notebooks import this package through `require`. */
function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13) || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Node ${process.version} is too old: use Node 20.19+, 22.13+ or 24.`);
}

/** @param {string} text */
const say = (text) => console.error(`set-up: ${text}`);

/** @param {number} startMs */
const seconds = (startMs) => `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
