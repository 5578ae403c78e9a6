import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runProgram } from '../../src/cli/run-program.js';
import { InputError } from '../../src/errors.js';
import { HEADER_LINE } from '../../src/results/header.js';
import { formatRows } from '../../src/results/log.js';
import type { LogRow } from '../../src/results/schema.js';
import { type Played, playLog } from '../support/compared-logs.js';
import { playLoad } from '../support/played-loads.js';
import { inScratch } from '../support/scratch.js';

const comparing = (base: Played, next: Played, ...flags: string[]) =>
  comparingRows(playLog(base), playLog(next), ...flags);

/** Writes two logs, compares them, and gives what was printed with the exit code. */
async function comparingRows(
  base: readonly LogRow[],
  next: readonly LogRow[],
  ...flags: string[]
): Promise<{ code: unknown; printed: string }> {
  let printed = '';
  let code: unknown;
  const write = process.stdout.write;
  await inScratch(async (folder) => {
    const paths = [base, next].map((rows, i) => {
      const path = join(folder, `${i}.csv`);
      writeFileSync(path, `${HEADER_LINE}\n${formatRows(rows)}`);
      return path;
    });
    process.stdout.write = (text) => {
      printed += text;
      return true;
    };
    try {
      await runProgram(['compare', ...paths, ...flags]);
      code = process.exitCode;
    } finally {
      process.stdout.write = write;
      process.exitCode = undefined;
    }
  });
  return { code, printed };
}

const inputError = (part: string) => (error: Error) => {
  assert.instance(error, InputError);
  assert.match(error.message, part);
};
const refused = (promise: Promise<unknown>, part: string) =>
  promise.then(() => assert.unreachable('expected an error'), inputError(part));

test('Markdown with a row per cell and metric; exit code 1 for a regression', async () => {
  const { code, printed } = await comparing({}, { seed: 2, latencyMs: [125, 300] }, '--metric', 'latency');
  assert.is(code, 1);
  const lines = printed.split('\n');
  assert.is(lines[0], '| serving | metric | base | new | change | verdict |');
  assert.match(
    lines[2]!,
    /^\| streaming \| mean latency \| [\d.]+ ms \| 1\d\d ms \| \+2\d % \(\+2\d to \+2\d\) \| \*\*worse\*\* \|$/,
  );
  assert.match(lines[3]!, /\| same \|$/);
  assert.match(printed, '1 worse, 1 same. A change counts from 5 % on, if its 95 % interval');
});

test('JSON; exit code 0 without a regression', async () => {
  const { code, printed } = await comparing({}, { seed: 2 }, '--json', '--threshold', '8%');
  assert.is(code, 0);
  const report = JSON.parse(printed);
  assert.is(report.threshold, 0.08);
  assert.is(report.comparisons.length, 7);
});

test('exit code 3 where it cannot be told', async () => {
  const { code, printed } = await comparing({ sd: 0.2 }, { sd: 0.2, seed: 2 }, '--metric', 'latency');
  assert.is(code, 3);
  assert.match(
    printed,
    /(cannot tell|probably \w+) \((about \d+ repeats a side would settle it; now 12 and 12|noise too large)/,
  );
});

test('other machines, models or prompts are refused, unless told', async () => {
  const other: Played = { seed: 2, cells: { machine: 'another' } };
  await refused(comparing({}, other), 'machine: a machine against another');
  const { code, printed } = await comparing({}, other, '--anyway');
  assert.is(code, 0);
  assert.match(printed, 'as the caller had them, with the instrument');
  const made = { ttft_ms: 20, ttft_made_ms: 19 };
  const told = await comparing(
    { cells: made },
    { ...other, cells: { ...made, machine: 'another' } },
    '--anyway',
  );
  assert.match(told.printed, 'first tokens are compared as the model made them, because the machines differ');
  assert.match(told.printed, '| streaming | first token made | 19.0 ms | 19.0 ms |');
  assert.match(printed, '* differs: machine: a machine against another');
});

test('two loads: the share that kept the promise, in a row of its own, and what was promised', async () => {
  const loads = [playLoad(), playLoad({ noise: 2, stepMs: 14 })] as const;
  const { code, printed } = await comparingRows(...loads, '--metric', 'kept', '--slo', 'ttft=500');
  assert.is(code, 1);
  assert.match(
    printed,
    /\| streaming, continuous batching, poisson:14 \| kept the promise \| 9\d\.\d % \| \d+\.\d+ % \| −\d+ % \(−\d+ to −\d+\) \| \*\*worse\*\* \|/,
  );
  assert.match(printed, 'kept: something to read within 500 ms (--slo); in an open loop goodput');
  assert.not.match(printed, 'first tokens are compared');
  await refused(comparingRows(...loads, '--slo', 'soon'), 'the promise "soon" is none of');
  await refused(comparingRows(...loads, '--metric', 'memory'), 'nothing');
});

test('wrong input is refused', async () => {
  await refused(
    comparing({}, {}, '--metric', 'speed'),
    '"speed" is not known; there are throughput, latency',
  );
  await refused(comparing({}, { blocks: 0 }), 'holds no requests');
});

test.run();
