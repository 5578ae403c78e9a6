import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from '../checkout.mjs';

const manifest = join(checkoutRoot, 'node_modules', 'onnxruntime-node', 'package.json');

/**
 * What the package brings of onnxruntime-node. Its GPU providers on Windows load only when asked for (our engine runs on the
 * CPU), and macOS has one library under two names, of which the binding asks for this one.
 */
const FILES = [
  'dist',
  'bin/**/onnxruntime_binding.node',
  'bin/**/libonnxruntime.so.1',
  'bin/**/libonnxruntime.1.dylib',
  'bin/**/onnxruntime.dll',
];

/**
 * onnxruntime-node as `npm pack` bundles it (`bundleDependencies`): its install script downloads CUDA from outside the
 * registry wherever it is installed as a dependency, and nobody's settings but the installer's own can stop that.
 */
export const runtime = {
  name: 'runtime',
  isDone: () => existsSync(manifest) && read().scripts === undefined,
  doing: 'onnxruntime-node without its download script',
  run: withoutScript,
};

function withoutScript() {
  writeFileSync(`${manifest}.new`, `${JSON.stringify(bundledManifest(read()), null, 2)}\n`);
  renameSync(`${manifest}.new`, manifest); // never through a link that another checkout shares
}

/**
 * The package.json of what is bundled: no scripts, nor what only they need.
 * @param {{scripts?: object, devDependencies?: object, dependencies: Record<string, string>}} original
 */
export function bundledManifest({ scripts: _, devDependencies: __, dependencies, ...kept }) {
  const common = 'onnxruntime-common';
  return { ...kept, dependencies: { [common]: dependencies[common] }, files: FILES };
}

const read = () => JSON.parse(readFileSync(manifest, 'utf8'));
