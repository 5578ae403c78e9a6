import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resumableFetch } from '../../src/backends/download.js';
import type { LoadProgress } from '../../src/backends/load-progress.js';
import { BackendError } from '../../src/errors.js';
import { modelFolder } from '../support/golden.js';
import { type FakeHub, startFakeHub } from './fake-hub.js';

const weights = readFileSync(join(modelFolder, 'onnx', 'model.onnx'));
const download = suite<{ hub: FakeHub; parts: string; progress: LoadProgress[] }>('resumable download');

download.before.each(async (context) => {
  context.hub = await startFakeHub();
  context.parts = mkdtempSync(join(tmpdir(), 'parts-'));
  context.progress = [];
});
download.after.each(({ hub }) => hub.close());

const get = (
  { hub, parts, progress }: { hub: FakeHub; parts: string; progress: LoadProgress[] },
  file = 'onnx/model.onnx',
) => resumableFetch(parts, (step) => progress.push(step))(`${hub.endpoint}owner/tiny/resolve/main/${file}`);
const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

download(
  'a file arrives whole, progress ends at its size, and nothing is left beside it',
  async (context) => {
    assert.ok((await bytes(await get(context))).equals(weights));
    assert.equal(context.progress.at(-1), {
      step: 'downloading model.onnx',
      loadedBytes: weights.length,
      totalBytes: weights.length,
    });
    assert.equal(readdirSync(context.parts), []);
  },
);

download('a download that is cut off goes on where it stopped', async (context) => {
  context.hub.faults.push('cut-off', 'cut-off');
  assert.ok((await bytes(await get(context))).equals(weights));
  const [first, second, third] = context.hub.requests;
  assert.is(first, 'onnx/model.onnx whole');
  assert.match(second!, /bytes=\d{7}-/);
  assert.match(third!, /bytes=\d{7}-/);
});

download('a later run goes on from what an earlier one left', async (context) => {
  context.hub.faults.push('cut-off', 'too-short', 'too-short', 'too-short');
  await get(context).then(
    () => assert.unreachable(),
    (error) => assert.match(error.message, /stopped .* run the same command again/),
  );
  assert.ok((await bytes(await get(context))).equals(weights));
  assert.match(context.hub.requests.at(-1)!, /bytes=\d{7}-/);
});

download('a server that cannot resume sends the file again from its start', async (context) => {
  context.hub.faults.push('cut-off', 'no-range');
  assert.ok((await bytes(await get(context))).equals(weights));
});

download(
  'a server that keeps sending less than it announced is given up, and nothing is handed out',
  async (context) => {
    context.hub.faults.push('too-short', 'too-short', 'too-short');
    await get(context).then(
      () => assert.unreachable(),
      (error) => {
        assert.instance(error, BackendError);
        assert.match(error.message, 'model.onnx stopped');
      },
    );
  },
);

download(
  'a server that sends more than it announced in all is refused, and nothing is kept',
  async (context) => {
    const lying = async () => new Response('123456', { headers: { 'content-length': '4', etag: '"x"' } });
    await resumableFetch(
      context.parts,
      () => undefined,
      lying,
    )('http://127.0.0.1/file').then(
      () => assert.unreachable(),
      (error) => assert.match(error.message, 'sent 6 bytes and announced 4'),
    );
    assert.not.ok(readdirSync(context.parts).some((name) => !name.endsWith('.etag')));
  },
);

download('a status of the server is passed on', async (context) => {
  assert.is((await get(context, 'nonesuch.json')).status, 404);
});

download('offline: says what cannot be reached and what to do', async (context) => {
  await context.hub.close();
  await get(context).then(
    () => assert.unreachable(),
    (error) =>
      assert.match(
        error.message,
        /cannot reach http:\/\/127\.0\.0\.1:\d+ for model\.onnx \(ECONNREFUSED\).*storyteller/,
      ),
  );
});

download.run();
