import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AbReport } from '../../src/ab/report.js';
import { JSON_FORMS } from '../../src/cli/json-forms.js';
import { runProgram } from '../../src/cli/run-program.js';
import { printedBy } from '../support/printed.js';
import { inScratch } from '../support/scratch.js';
import { startTestServer } from '../support/test-server.js';

const test = suite('cli/ab');

const run = async (...args: string[]) => {
  const printed = await printedBy(() => runProgram(args));
  const { exitCode } = process;
  process.exitCode = undefined;
  return { printed, exitCode };
};

test('of two servers the one with longer pauses is the slower, and the rows can be compared again', () =>
  inScratch(async (folder) => {
    const [a, b] = await Promise.all(
      [5, 40].map((ms) => startTestServer({ times: { prefillMs: ms, decodeMs: ms } })),
    );
    const out = join(folder, 'x');
    const { printed, exitCode } = await run(
      ...['ab', '--a', a!.url, '--b', b!.url, '--prompt-limit', '4', '--max-new-tokens', '6'],
      ...['--length', 'forced', '--threshold', '60%', '--max-minutes', '1', '--out', out, '--json'],
    );
    await Promise.all([a!.close(), b!.close()]);
    const report: AbReport = JSON.parse(printed);
    assert.is(JSON_FORMS.ab.safeParse(report).error, undefined);
    const slower = report.comparisons.find(({ metric }) => metric === 'time-per-token')!;
    // 5 against 40 ms, both with what the machine adds
    assert.ok(slower.ratio.estimate > 1, printed);
    assert.not.equal(slower.verdict, 'better');
    assert.is(exitCode, { worse: 1, 'cannot tell': 3 }[slower.verdict as string] ?? exitCode);
    const { comparisons, blocks } = report;
    assert.equal(new Set(comparisons.map(({ cell }) => cell)).size, 1);
    assert.equal([report.sides.a.rows, report.sides.b.rows], [4 * blocks, 4 * blocks]);
    assert.match(readFileSync(`${out}-a.csv`, 'utf8'), report.sides.a.run_id);
    const again = await run('compare', `${out}-a.csv`, `${out}-b.csv`);
    assert.match(again.printed, /^\| continuous, 4 at once.* \| mean latency \|/m);
  }));

test.run();
