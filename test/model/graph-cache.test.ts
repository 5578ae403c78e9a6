import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Checkpoint } from '../../src/model/checkpoint.js';
import { cachedGraph } from '../../src/model/graph-cache.js';
import { openCheckpoint } from '../../src/model/open-checkpoint.js';
import { withTinyCheckpoint } from './tiny-checkpoint.js';

const HASH = 'abc';

function withCheckpoint(use: (checkpoint: Checkpoint, cache: string) => Promise<void>): Promise<void> {
  return withTinyCheckpoint({}, async ({ folder }) => {
    const checkpoint = await openCheckpoint(folder);
    try {
      await use(checkpoint, join(folder, 'cache'));
    } finally {
      await checkpoint.close();
    }
  });
}

test('a graph is built once, with progress, and then found', () =>
  withCheckpoint(async (checkpoint, cache) => {
    const steps: [number, number][] = [];
    const path = await cachedGraph(checkpoint, HASH, 'int8', (...step) => steps.push(step), cache);
    assert.equal(steps, [
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    assert.is(await cachedGraph(checkpoint, HASH, 'int8', () => assert.unreachable(), cache), path);
    assert.is.not(await cachedGraph(checkpoint, HASH, 'int4', undefined, cache), path);
  }));

test('a build that was cut off is not taken for a graph', () =>
  withCheckpoint(async (checkpoint, cache) => {
    const path = await cachedGraph(checkpoint, HASH, 'fp32', undefined, cache);
    const { size } = statSync(path);
    rmSync(dirname(path), { recursive: true });
    const halfWritten = join(dirname(dirname(path)), 'building-x');
    mkdirSync(halfWritten);
    writeFileSync(join(halfWritten, 'model.onnx'), 'half');
    assert.is(statSync(await cachedGraph(checkpoint, HASH, 'fp32', undefined, cache)).size, size);
  }));

test('a build that fails leaves nothing behind', () =>
  withCheckpoint(async (checkpoint, cache) => {
    const broken = { ...checkpoint, read: () => Promise.reject(new Error('disk gone')) };
    const error = await cachedGraph(broken, HASH, 'fp32', undefined, cache).catch((error) => error);
    assert.match(error.message, 'disk gone');
    assert.equal(readdirSync(join(cache, HASH)), []);
  }));

test('the graph of an earlier version goes when the new one is there, that of another dtype stays', () =>
  withCheckpoint(async (checkpoint, cache) => {
    const names = ['int8-v1', 'int8-v10', 'int4-v1'];
    for (const name of names) mkdirSync(join(cache, HASH, name), { recursive: true });
    const path = await cachedGraph(checkpoint, HASH, 'int8', undefined, cache);
    assert.equal(readdirSync(join(cache, HASH)).sort(), ['int4-v1', basename(dirname(path))]);
  }));

test('two builds at once end with one graph', () =>
  withCheckpoint(async (checkpoint, cache) => {
    const [a, b] = await Promise.all(
      [1, 2].map(() => cachedGraph(checkpoint, HASH, 'fp32', undefined, cache)),
    );
    assert.is(a, b);
    assert.equal(readdirSync(join(cache, HASH)).length, 1);
  }));

test.run();
