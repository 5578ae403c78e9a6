import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cachedGraph } from '../../src/model/graph-cache.js';
import { openCheckpoint } from '../../src/model/open-checkpoint.js';
import { graphQuality, type Quality, qualityText, ratioOf } from '../../src/model/quality.js';
import { recordPath } from '../../src/model/quality-record.js';
import type { EngineDtype } from '../../src/model/runner.js';
import { withTinyCheckpoint } from './tiny-checkpoint.js';

const HASH = 'abc';
const PERPLEXITIES: Readonly<Record<string, number>> = { fp32: 20, int8: 21, int4: 30 };

interface Checked {
  readonly quality: Quality | null;
  /** The graphs that were measured, in order; "+" where it had to be built for that. */
  readonly measured: string[];
}

interface Subject {
  readonly graphPath: (dtype: EngineDtype) => Promise<string>;
  readonly check: (dtype: EngineDtype, problem?: string) => Promise<Checked>;
  readonly cache: string;
}

/** Checks a tiny model with known perplexities; `problem`: why they cannot be measured. */
function withSubject(use: (subject: Subject) => Promise<void>, json: object = {}): Promise<void> {
  return withTinyCheckpoint(json, async ({ folder }) => {
    const checkpoint = await openCheckpoint(folder);
    const cache = join(folder, 'cache');
    const graphPath = (dtype: EngineDtype) => cachedGraph(checkpoint, HASH, dtype, undefined, cache);
    const check = async (dtype: EngineDtype, problem?: string) => {
      const measured: string[] = [];
      const subject = {
        checkpoint,
        hash: HASH,
        dtype,
        graphPath: await graphPath(dtype),
        cacheFolder: cache,
      };
      const quality = await graphQuality(
        subject,
        () => undefined,
        async (job) => {
          measured.push(`${job.dtype}${job.keepGraph ? '' : '+'}`);
          if (problem) throw new Error(problem);
          return { perplexity: PERPLEXITIES[job.dtype]!, tokens: 614 };
        },
      );
      return { quality, measured };
    };
    await use({ graphPath, check, cache }).finally(checkpoint.close);
  });
}

test('measured once, and float32 once for all dtypes', () =>
  withSubject(async ({ check, cache }) => {
    const { quality, measured } = await check('int8');
    assert.equal(measured, ['fp32+', 'int8']);
    assert.equal([quality!.ratio, quality!.tokens, quality!.problem], [1.05, 614, null]);
    const again = await check('int8');
    assert.equal([again.quality!.ratio, again.measured], [1.05, []]);
    const other = await check('int4');
    assert.equal([other.quality!.ratio, other.measured], [1.5, ['int4']]);
    assert.ok(readdirSync(join(cache, HASH)).includes('reference.json'));
  }));

test('a float32 graph that the cache has is used, and stays', () =>
  withSubject(async ({ check, graphPath }) => {
    await graphPath('fp32');
    assert.equal((await check('int8')).measured, ['fp32', 'int8']);
  }));

test('another text is measured again; so is a record that was cut off', () =>
  withSubject(async ({ check, graphPath }) => {
    await check('int8');
    const path = recordPath(await graphPath('int8'));
    const record = readFileSync(path, 'utf8');
    for (const other of [record.replace(/"text": "\w+"/, '"text": "other"'), record.slice(0, 40)]) {
      writeFileSync(path, other);
      assert.equal((await check('int8')).measured, ['int8']);
    }
  }));

test('two checks at once agree, and leave one record', () =>
  withSubject(async ({ check, graphPath }) => {
    const both = await Promise.all([check('int8'), check('int8')]);
    assert.equal(
      both.map(({ quality }) => quality!.ratio),
      [1.05, 1.05],
    );
    const files = readdirSync(dirname(await graphPath('int8'))).sort();
    assert.equal(files, ['model.onnx', 'quality.json', 'weights.bin']);
  }));

test('where it cannot be measured there is a reason, and a second try only after an hour', () =>
  withSubject(async ({ check, graphPath }) => {
    const failed = await check('int8', 'no tokenizer');
    assert.equal([failed.quality!.ratio, failed.quality!.problem], [null, 'no tokenizer']);
    assert.equal((await check('int8')).measured, []);
    const path = recordPath(await graphPath('int8'));
    const record = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...record, measured_at: record.measured_at - 3_700_000 }));
    assert.is((await check('int8')).quality!.ratio, 1.05);
  }));

test('nothing is measured of float32, nor of random weights', async () => {
  const nothing = { quality: null, measured: [] };
  await withSubject(async ({ check }) => assert.equal(await check('fp32'), nothing));
  const dummy = { streambatch_dummy_weights: true };
  await withSubject(async ({ check }) => assert.equal(await check('int8'), nothing), dummy);
});

test('turned off: nothing is measured or kept, and what is known already is told', () =>
  withSubject(async ({ check }) => {
    const whileOff = async () => {
      process.env.STREAMBATCH_QUALITY = 'off';
      const checked = await check('int8');
      delete process.env.STREAMBATCH_QUALITY;
      return checked;
    };
    const { quality, measured } = await whileOff();
    assert.equal([quality!.ratio, measured], [null, []]);
    assert.match(quality!.problem!, 'STREAMBATCH_QUALITY');
    await check('int8');
    assert.is((await whileOff()).quality!.ratio, 1.05);
  }));

test('no finite perplexity is the worst ratio, not infinity', () => {
  const float32 = { perplexity: 20, tokens: 10 };
  assert.is(ratioOf({ perplexity: 25, tokens: 10 }, float32), 1.25);
  assert.is(ratioOf({ perplexity: null, tokens: 10 }, float32), 1e6);
  assert.is(ratioOf({ perplexity: 1e300, tokens: 10 }, float32), 1e6);
});

test('in words', () => {
  assert.is(
    qualityText('int8', { ratio: 1.00614, tokens: 614, problem: null }),
    "int8: perplexity 1.006 of float32's (614 tokens)",
  );
  assert.is(
    qualityText('int4', { ratio: null, tokens: null, problem: 'no disk' }),
    'int4 was not checked against float32: no disk',
  );
});

test.run();
