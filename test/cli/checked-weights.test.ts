import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkedWeightsLines } from '../../src/cli/checked-weights.js';
import { checkedGraphs } from '../../src/model/quality-record.js';
import { inScratch } from '../support/scratch.js';

const RECORD = {
  model: 'tiny',
  text: 'abc',
  tokens: 614,
  perplexity: 20.2,
  reference: 20,
  ratio: 1.01,
  problem: null,
  measured_at: 0,
};

test('the checked graphs of the cache, a line each; what is no record is passed over', () =>
  inScratch(async (folder) => {
    const put = (place: string, content: string) => {
      mkdirSync(join(folder, place), { recursive: true });
      writeFileSync(join(folder, place, 'quality.json'), content);
    };
    const model = '0123456789abcdef0123456789abcdef';
    put(join(model, 'int8-v15'), JSON.stringify({ ...RECORD, dtype: 'int8' }));
    put(join(model, 'int4-v15'), JSON.stringify({ ...RECORD, dtype: 'int4', ratio: 3.2 }));
    put(join(model, 'building-x'), '{"model":');
    assert.equal(checkedWeightsLines(await checkedGraphs(folder)), {
      '01234567 int4':
        "tiny, int4: perplexity 3.200 of float32's (614 tokens): damaged, not within 0.8 to 1.25",
      '01234567 int8': "tiny, int8: perplexity 1.010 of float32's (614 tokens)",
    });
  }));

test('no cache: no lines', async () => {
  assert.equal(await checkedGraphs('/nowhere/at/all'), []);
});

test.run();
