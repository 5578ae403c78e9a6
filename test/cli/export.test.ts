import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { runProgram } from '../../src/cli/run-program.js';
import { HEADER_LINE } from '../../src/results/header.js';
import { printedBy } from '../support/printed.js';
import { rejection } from '../support/rejection.js';
import { inScratch } from '../support/scratch.js';

const SAMPLE = join(checkoutRoot, 'data', 'sample', 'inference_logs.csv');
const exported = async (...flags: string[]) =>
  JSON.parse(await printedBy(() => runProgram(['export', SAMPLE, ...flags])));

test('Bencher Metric Format: by cell and measure a value between its bounds', async () => {
  const benchmarks = Object.entries(await exported()) as [string, Record<string, Record<string, number>>][];
  assert.ok(benchmarks.some(([name]) => name === 'streaming'));
  for (const [name, measures] of benchmarks) {
    assert.is('first-token-ms' in measures, !/^(batch|whole)/.test(name), name);
    for (const metric of Object.values(measures)) {
      assert.equal(Object.keys(metric), ['value', 'lower_value', 'upper_value']);
      assert.ok(metric.lower_value! <= metric.value! && metric.value! <= metric.upper_value!);
    }
  }
});

test('github-action-benchmark: two lists, one for each direction, and together all that Bencher gets', async () => {
  const smaller = await exported('--format', 'customSmallerIsBetter');
  const bigger = await exported('--format', 'customBiggerIsBetter');
  for (const entry of [...smaller, ...bigger]) {
    assert.equal(Object.keys(entry), ['name', 'unit', 'value', 'range']);
    assert.type(entry.value, 'number');
  }
  assert.ok(bigger.every(({ name }: { name: string }) => name.endsWith(': throughput')));
  assert.not.ok(smaller.some(({ unit }: { unit: string }) => unit === 'tok/s'));
  const values = Object.values(await exported()).flatMap((measures) =>
    Object.values(measures as Record<string, { value: number }>).map(({ value }) => value),
  );
  const listed = [...smaller, ...bigger].map(({ value }) => value);
  assert.equal(listed.sort(), values.sort());
});

test('a log without requests is refused', () =>
  inScratch(async (folder) => {
    const path = join(folder, 'none.csv');
    writeFileSync(path, `${HEADER_LINE}\n`);
    const { message } = await rejection(runProgram(['export', path]));
    assert.match(message, `nothing of ${path} can be printed: The log holds no request that can be used`);
  }));

test.run();
