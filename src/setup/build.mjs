import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from '../checkout.mjs';
import { run, SetupError } from './command.mjs';
import { runtime } from './runtime.mjs';

const dist = join(checkoutRoot, 'dist');
const program = join(dist, 'cli.js');

/** Compiles `src/` to `dist/`, which the notebooks import and `npx streambatch` runs. */
export const build = {
  name: 'build',
  isDone: () => existsSync(program) && statSync(program).mtimeMs > newestSourceMs(),
  doing: 'TypeScript to dist/',
  run: compile,
};

/** Folders count too: deleting a file changes only its folder. */
function newestSourceMs() {
  const src = join(checkoutRoot, 'src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).map((file) => join(src, file));
  const all = [src, ...files, join(checkoutRoot, 'tsconfig.json')];
  return Math.max(...all.map((file) => statSync(file).mtimeMs));
}

function compile() {
  rmSync(dist, { recursive: true, force: true });
  // By its own path: node_modules/.bin/tsc is the older compiler that tslab brings.
  const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
  const { ok, output } = run(process.execPath, [compiler, '-p', 'src']);
  if (!ok) throw new SetupError(`the build failed:\n${output}`);
  chmodSync(program, 0o755);
}

if (import.meta.filename === process.argv[1]) {
  try {
    if (!runtime.isDone()) runtime.run(); // so that whatever has a dist/ to pack bundles the right one
    compile();
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  }
}
