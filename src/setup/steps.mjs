import { build } from './build.mjs';
import { SetupError } from './command.mjs';
import { jupyter } from './jupyter.mjs';
import { kernel } from './kernel.mjs';
import { packages } from './packages.mjs';

/** @typedef {{name: string, isDone: () => boolean, doing: string, run: () => void}} Step */

/** @type {readonly Step[]} */
const STEPS = [packages, jupyter, kernel, build];

/** Does what is missing, and says so on stderr. Throws SetupError. */
export function setUp() {
  refuseOldNode();
  const startedAt = performance.now();
  for (const step of STEPS) {
    if (step.isDone()) continue;
    const stepStartedAt = performance.now();
    say(`${step.name} (${step.doing}) …`);
    step.run();
    say(`${step.name} ready after ${seconds(stepStartedAt)}`);
  }
  say(`everything is in place (${seconds(startedAt)})`);
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
