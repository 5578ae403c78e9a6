import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toMarkdown } from '../../src/ab/markdown.js';
import { exitCodeOf, reportAb } from '../../src/ab/report.js';
import type { Side } from '../../src/ab/side.js';
import type { LogRow } from '../../src/results/schema.js';
import { row } from '../support/rows.js';

const WOBBLE = [1, 1.01, 0.99, 1.005, 0.995, 1.002];

/** Six blocks of one request, whose times are `factor` times the usual. */
const blocks = (factor: number): LogRow[] =>
  WOBBLE.map((wobble, block) =>
    row({
      block,
      ttft_ms: 20 * wobble,
      tpot_ms: 10 * wobble * factor,
      total_latency_ms: 100 * wobble * factor,
      aggregate_tokens_per_sec: 90,
    }),
  );

function report(factor: number, noisy = 1) {
  const side = (name: 'A' | 'B', rows: readonly LogRow[]) =>
    ({
      named: { name, where: `http://${name}` },
      config: { backend: { model: 'm' } },
      runId: name,
      log: `${name}.csv`,
      rows,
    }) as unknown as Side;
  const sides = { a: side('A', blocks(1)), b: side('B', blocks(factor).reverse().map(apart(noisy))) };
  return reportAb(sides, { blocks: 6, blocksLeft: 0 }, 0.05);
}

/** Other noise than the other side's, and first tokens that come and go. */
const apart =
  (noisy: number) =>
  (one: LogRow, block: number): LogRow => ({
    ...one,
    block,
    ttft_ms: one.ttft_ms! * noisy ** (block % 2 === 0 ? 1 : -1),
  });

test('worse in anything: 1; nothing worse, all known: 0; something open: 3', () => {
  assert.is(exitCodeOf(report(1.2)), 1);
  assert.is(exitCodeOf(report(1)), 0);
  assert.is(exitCodeOf(report(0.8)), 0);
  assert.is(exitCodeOf(report(0.8, 1.5)), 3);
  assert.is(exitCodeOf(report(1.2, 1.5)), 1);
});

test('as Markdown: the answer, the numbers, what was decided when, and the rule', () => {
  const lines = toMarkdown(report(1.2)).split('\n');
  assert.is(
    lines[0],
    'B is worse than A in time per token and latency; the same within 5 % in time to the first token and throughput.',
  );
  assert.is(lines[2], 'A: http://A, m. B: http://B, m.');
  const perToken = lines.find((line) => line.startsWith('| streaming | time per token |'))!;
  assert.match(perToken, /\| 10\.0 ms \| 12\.0 ms \| \+20(\.\d+)? % \(.*\) \| \*\*B worse\*\* \|$/);
  assert.match(lines[11]!, /^Decided: .*time per token after block \d/);
  assert.match(lines[13]!, '6 blocks, in each both sides in random order');
  assert.is(lines.at(-2), 'The rows are in A.csv and B.csv: `compare` reads them again.');
});

test.run();
