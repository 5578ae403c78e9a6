import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchCheckpoint } from '../../../src/backends/onnx/hub-checkpoint.js';
import { InputError } from '../../../src/errors.js';
import { modelFolder } from '../../support/golden.js';
import { rejection } from '../../support/rejection.js';
import { startFakeHub } from '../fake-hub.js';

const location = (id = 'owner/tiny') => ({
  id,
  hub: true,
  folder: mkdtempSync(join(tmpdir(), 'checkpoint-')),
});

/** A hub that has these files and no others; `asked` lists what it was asked for. */
function hubOf(files: Record<string, string>) {
  const asked: string[] = [];
  const fetch = async (url: string | URL) => {
    const file = String(url).split('/resolve/main/')[1]!;
    asked.push(file);
    return new Response(files[file] ?? 'no such file', { status: file in files ? 200 : 404 });
  };
  return { asked, fetch };
}

const SMALL = { 'config.json': '{}', 'tokenizer.json': '{}', 'tokenizer_config.json': '{}' };

test('a checkpoint is downloaded once; then the hub is asked for nothing', async () => {
  const hub = await startFakeHub();
  process.env.HF_ENDPOINT = hub.endpoint;
  const target = location();
  await fetchCheckpoint(target, () => undefined);
  for (const file of ['config.json', 'tokenizer.json', 'model.safetensors']) {
    assert.ok(readFileSync(join(target.folder, file)).equals(readFileSync(join(modelFolder, file))), file);
  }
  const before = hub.requests.length;
  await fetchCheckpoint(target, () => undefined);
  assert.is(hub.requests.length, before);
  await hub.close();
});

test('shards are those that the index names; a missing one is fetched by the next run', async () => {
  const weight_map = { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' };
  const files = {
    ...SMALL,
    'model.safetensors.index.json': JSON.stringify({ weight_map }),
    [weight_map.a]: '1',
  };
  const target = location();
  assert.match(
    (await rejection(fetchCheckpoint(target, () => undefined, hubOf(files).fetch))).message,
    weight_map.b,
  );
  const { asked, fetch } = hubOf({ ...files, [weight_map.b]: '2' });
  await fetchCheckpoint(target, () => undefined, fetch);
  assert.ok(asked.includes(weight_map.b) && !asked.includes(weight_map.a));
  assert.equal(
    readdirSync(target.folder).filter((file) => file.endsWith('.safetensors')),
    [weight_map.a, weight_map.b],
  );
});

test('a shard that is no plain file name is refused', async () => {
  const weight_map = { a: '../../elsewhere.safetensors' };
  const files = { ...SMALL, 'model.safetensors.index.json': JSON.stringify({ weight_map }) };
  const error = await rejection(fetchCheckpoint(location(), () => undefined, hubOf(files).fetch));
  assert.instance(error, InputError);
  assert.match(error.message, '../../elsewhere.safetensors');
});

test('a model that the hub does not have, or that has no safetensors, is refused by name', async () => {
  const absent = await rejection(fetchCheckpoint(location('no/model'), () => undefined, hubOf({}).fetch));
  assert.instance(absent, InputError);
  assert.match(absent.message, /"no\/model" has no config\.json/);
  const bare = await rejection(fetchCheckpoint(location(), () => undefined, hubOf(SMALL).fetch));
  assert.match(bare.message, /has no model\.safetensors/);
});

test('a gated model is refused with the way in', async () => {
  const gated = async () => new Response('', { status: 401 });
  const error = await rejection(fetchCheckpoint(location(), () => undefined, gated));
  assert.match(error.message, /401.*HF_TOKEN/);
});

test.run();
