import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BACKEND_NAMES, type BackendName, describeBackend } from '../../src/backends/registry.js';
import { backendSpec } from '../../src/backends/spec.js';
import { checkoutRoot } from '../../src/checkout.mjs';
import { InputError } from '../../src/errors.js';

const src = join(checkoutRoot, 'src');

test('every backend is a folder of its name that describes and loads it', () => {
  for (const name of BACKEND_NAMES) {
    for (const file of ['description.ts', 'backend.ts'])
      assert.ok(existsSync(join(src, 'backends', name, file)), `${name}/${file}`);
  }
});

test('options take every backend of the registry, and no other', () => {
  for (const backend of BACKEND_NAMES) assert.is(backendSpec.parse({ backend }).backend, backend);
  assert.not.ok(backendSpec.safeParse({ backend: 'abacus' }).success);
});

test('an unknown name is refused with those there are, also the names of what every object has', () => {
  for (const name of ['abacus', 'toString', '../mock']) {
    try {
      describeBackend(name as BackendName);
    } catch (error) {
      assert.instance(error, InputError);
      assert.match((error as Error).message, `"${name}" is unknown; choose onnx, transformers, openai, mock`);
      continue;
    }
    assert.unreachable(name);
  }
});

/** Code that goes one way for one backend: a comparison with its name, or with the device of a remote one. */
const asksForName = new RegExp(
  `(?:[!=]==?|\\bcase)\\s*'(?:${[...BACKEND_NAMES, 'remote'].join('|')})'|'(?:${[...BACKEND_NAMES, 'remote'].join('|')})'\\s*[!=]==?`,
);

test('nobody outside backends/ asks for the name of one: they describe themselves', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(ts|mjs|cjs|js)$/.test(file),
  );
  const asking = files
    .filter((file) => !file.startsWith('backends/'))
    .filter((file) => asksForName.test(readFileSync(join(src, file), 'utf8')));
  assert.equal(asking, []);
});

test('a question for a name is noticed', () => {
  for (const code of ["spec.backend === 'mock'", "'onnx' !== name", "case 'openai':", "device === 'remote'"])
    assert.match(code, asksForName);
  assert.not.match("const spec = { backend: 'mock' }", asksForName);
});

test.run();
