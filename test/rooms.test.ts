import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../src/checkout.mjs';
import { relativeImports } from './rooms/sources.js';
import { forbiddenImports, judgeImport, unusedPermissions } from './rooms.js';

test('the rooms of src/ import each other only in the direction of the map', () => {
  assert.equal(forbiddenImports(), []);
});

test('every arrow of the map is taken by some import', () => {
  assert.equal(unusedPermissions(), []);
});

test('an arrow that nobody takes is noticed', () => {
  const imports = [
    { file: 'model/a.ts', target: '../workload/random.js' },
    { file: 'engine/b.ts', target: '../model/a.js' },
  ];
  const map = { model: ['workload/random', 'metrics'], engine: ['model', 'workload'] };
  assert.equal(unusedPermissions(imports, map), ['model → metrics', 'engine → workload']);
});

test('finds every form of import', () => {
  const source = `
    import { a } from './a.js';
    import type { b } from "../b.js";
    import './c.js';
    export { d } from './d.js';
    const e = await import('../e/e.js');
    import outside from 'outside';
    import {
      f,
    } from './f.mjs';`;
  assert.equal(relativeImports(source), ['./a.js', '../b.js', './c.js', './d.js', '../e/e.js', './f.mjs']);
});

test('judges by room, by single file, and by common ground', () => {
  assert.is(judgeImport('model/config.ts', '../errors.js'), null);
  assert.is(judgeImport('model/config.ts', './weights.js'), null);
  assert.is(judgeImport('cli.ts', './cli/program.js'), null);
  assert.is(judgeImport('benchmark/run.ts', '../backends/spec.js'), null);
  assert.match(judgeImport('benchmark/run.ts', '../backends/onnx/backend.js')!, 'benchmark may import only');
  assert.match(
    judgeImport('model/config.ts', '../engine/sequence.js')!,
    'src/model/config.ts imports engine',
  );
  assert.match(judgeImport('index.ts', './analysis/index.js')!, 'index may import only');
});

/** `test/results/log.real.test.ts` mirrors `log`: a source file, a folder, a notebook, or a helper in test/. */
function mirrored(testFile: string): boolean {
  const subject = testFile.replace(/(\/[^./]+|^[^./]+)\..*$/, '$1');
  const candidates = ['.ts', '.mjs', '.cjs', ''].map((ending) => `src/${subject}${ending}`);
  return [...candidates, `${subject}.ipynb`, `test/${subject}.ts`].some((path) =>
    existsSync(join(checkoutRoot, path)),
  );
}

test('every test file mirrors what it tests', () => {
  const files = readdirSync(join(checkoutRoot, 'test'), { recursive: true, encoding: 'utf8' });
  const strays = files.filter((file) => file.endsWith('.test.ts') && !mirrored(file));
  assert.equal(strays, []);
});

test('a stray test file is noticed', () => {
  assert.ok(mirrored('cli/report-error.test.ts'));
  assert.ok(mirrored('results/schema.columns.real.test.ts'));
  assert.not.ok(mirrored('cli/nonesuch.test.ts'));
});

test.run();
