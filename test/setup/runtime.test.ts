import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { bundledManifest } from '../../src/setup/runtime.mjs';

test('what is bundled has no script, and depends on what it loads alone', () => {
  const bundled = bundledManifest({
    ...{ name: 'onnxruntime-node', version: '1.0.0', main: 'dist/index.js' },
    scripts: { postinstall: 'node ./script/install' },
    devDependencies: { typescript: '1' },
    dependencies: { 'adm-zip': '1', 'onnxruntime-common': '1.0.0' },
  });
  const { files, ...rest } = bundled;
  assert.equal(rest, {
    name: 'onnxruntime-node',
    version: '1.0.0',
    main: 'dist/index.js',
    dependencies: { 'onnxruntime-common': '1.0.0' },
  } as typeof rest);
  assert.ok(files.includes('dist'));
});

/** `linux/x64`: the libraries that this folder of onnxruntime-node must have, for the binding to load. */
const LIBRARY: Readonly<Record<string, string>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
  win32: 'onnxruntime.dll',
};

test('every platform that onnxruntime-node knows keeps its binding and the library that the binding loads', () => {
  const bin = join(checkoutRoot, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6');
  const { files } = bundledManifest({ dependencies: {} });
  for (const system of Object.keys(LIBRARY)) {
    for (const arch of ['x64', 'arm64'].filter((name) => existsSync(join(bin, system, name)))) {
      const binding = readFileSync(join(bin, system, arch, 'onnxruntime_binding.node'), 'latin1');
      assert.ok(binding.includes(LIBRARY[system]!), `${system}/${arch}`);
      assert.ok(existsSync(join(bin, system, arch, LIBRARY[system]!)));
      assert.ok(files.includes(`bin/**/${LIBRARY[system]}`));
    }
  }
});

test.run();
