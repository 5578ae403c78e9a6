import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cacheEffect } from '../../../src/analysis/answers/cache.js';
import { verdict } from '../../../src/analysis/answers/verdict.js';
import { matrix } from '../../../src/analysis/ways/matrix.js';
import type { LogRow } from '../../../src/results/schema.js';
import { batchOf, crafted, STREAMING } from '../../support/rows.js';

const cold = { prefixCache: 'cold' } as const;
const warm = { prefixCache: 'warm' } as const;
const factor = [
  { way: { ...STREAMING, ...cold }, firstMs: 100, totalMs: 400, tps: 60 },
  { way: { ...STREAMING, ...warm }, firstMs: 25, totalMs: 325, tps: 75 },
  { way: { ...batchOf(8), ...cold }, totalMs: 900, tps: 200 },
  { way: { ...batchOf(8), ...warm }, totalMs: 895, tps: 201 },
];

const sentences = (rows: readonly LogRow[]) =>
  cacheEffect(matrix(rows)).flatMap(({ findings }) => findings.map(({ text }) => text));

test('what a warm cache saves beside a cold one, way by way', () => {
  const [first, speed, answer, ...others] = sentences(crafted(factor)) as [string, string, string];
  assert.match(
    first,
    /^With streaming, a warm cache saves 75\.\d % \(7\d\.\d–7\d\.\d\) of the time to the first token beside a cold cache\.$/,
  );
  assert.match(
    speed,
    /^With streaming, a warm cache gives 25(\.\d)? % .* more throughput beside a cold cache\.$/,
  );
  assert.match(
    answer,
    /^With a batch of 8, a warm cache saves .* of the time to the answer .*: the same within 5 %\.$/,
  );
  assert.is(others.length, 1);
});

test('ways are compared under the first state alone, which the title names', () => {
  const [told] = verdict(crafted(factor));
  assert.match(told!.experiment, /, cold prompts, warm ones beside them$/);
  const [when] = told!.answers;
  assert.match(when!.findings[0]!.text, /^Streaming shows its first token after (about )?10\d ms/);
  const [alone] = verdict(crafted(factor.filter(({ way }) => way.prefixCache === 'cold')));
  assert.match(alone!.experiment, /, cold prompts$/);
});

test('one state has no effect to tell of', () => {
  assert.equal(cacheEffect(matrix(crafted(factor.filter(({ way }) => way.prefixCache === 'cold')))), []);
});

test.run();
