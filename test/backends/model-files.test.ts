import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { locateModel } from '../../src/backends/model-files.js';
import loadOnnx from '../../src/backends/onnx/backend.js';
import { backendSpec } from '../../src/backends/spec.js';
import loadTransformers from '../../src/backends/transformers/backend.js';
import { InputError } from '../../src/errors.js';
import { rejection } from '../support/rejection.js';
import { inScratch } from '../support/scratch.js';

test('a GGUF file is a model, under the name that the user wrote', () =>
  inScratch((folder) => {
    const path = join(folder, 'Model.GGUF');
    writeFileSync(path, 'GGUF');
    assert.equal(locateModel(path), { id: path, folder: path, hub: false });
  }));

test('any other file, a folder by such a name, and a GGUF file that is not there are refused', () =>
  inScratch((folder) => {
    const [text, named] = [join(folder, 'model.bin'), join(folder, 'folder.gguf')];
    writeFileSync(text, '');
    mkdirSync(named);
    assert.throws(() => locateModel(text), /model\.bin" is a file.*end in \.gguf/);
    assert.throws(() => locateModel(named), /folder\.gguf" is a folder/);
    assert.throws(() => locateModel('owner/name.gguf'), /owner\/name\.gguf" does not exist/);
  }));

test('a GGUF file is served as it has its weights, unless another dtype is named', () => {
  assert.is(backendSpec.parse({ model: 'a.gguf' }).dtype, 'gguf');
  assert.is(backendSpec.parse({ model: 'a.gguf', dtype: 'int4' }).dtype, 'int4');
  assert.is(backendSpec.parse({}).dtype, 'fp32');
  assert.is(backendSpec.parse({ backend: 'openai', model: 'a.gguf' }).dtype, 'fp32');
});

test('the dtype "gguf" of a model that is no GGUF file is refused', async () => {
  const error = await rejection(loadOnnx(backendSpec.parse({ dtype: 'gguf' }), () => undefined));
  assert.instance(error, InputError);
  assert.match(error.message, /model "storyteller" is none/);
});

test('the transformers backend refuses a GGUF file, and says what reads it', () =>
  inScratch(async (folder) => {
    const model = join(folder, 'model.gguf');
    writeFileSync(model, 'GGUF');
    const spec = backendSpec.parse({ backend: 'transformers', model });
    const error = await rejection(loadTransformers(spec, () => undefined));
    assert.instance(error, InputError);
    assert.match(error.message, /cannot read the GGUF file .*--backend onnx/);
  }));

test.run();
