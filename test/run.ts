/**
 * Runs the tests: every `*.test.ts` under `test/` in its own process, one more at once than there are cores.
 *
 *     node --import tsx test/run.ts [--unit] [filter…]
 *
 * `*.real.test.ts` are the slow ones (real model, real Jupyter, real browser): `--unit` leaves them out.
 * A filter keeps the files whose path contains it. The first line names the CPU, the last line is `N passed, N failed`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, relative } from 'node:path';
import { checkoutRoot } from '../src/checkout.mjs';
import { type FileResult, runFile } from './run-file.js';

const isReal = (file: string) => file.endsWith('.real.test.ts');

/** Real ones first: they take longest, and should not be left to run alone at the end. */
function findTests(unitOnly: boolean, filters: readonly string[]): string[] {
  return readdirSync(join(checkoutRoot, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => join('test', file))
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => !(unitOnly && isReal(file)))
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .sort((a, b) => Number(isReal(b)) - Number(isReal(a)) || a.localeCompare(b));
}

async function runAll(files: readonly string[], report: (result: FileResult) => void): Promise<FileResult[]> {
  const waiting = [...files];
  const results: FileResult[] = [];
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await runFile(file);
      results.push(result);
      report(result);
    }
  };
  // one more than there are cores: browsers, notebooks and servers are waited for
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
  return results;
}

function report({ file, passed, failed, skipped, seconds, output }: FileResult): void {
  const mark = failed > 0 ? 'FAIL' : 'ok';
  const skips = skipped > 0 ? `, ${skipped} skipped` : '';
  console.log(`${mark.padEnd(5)}${file} (${passed} passed${skips}, ${seconds.toFixed(1)} s)`);
  if (failed > 0) console.log(output);
  else for (const reason of output.match(/^SKIPPED: .*$/gm) ?? []) console.log(`     ${reason}`);
}

/** What of a CPU decides which code of onnxruntime multiplies: a verdict holds for these. */
const INSTRUCTIONS = /^(avx2|avx_vnni|avx512f|avx512_vnni|avx512_bf16|amx_int8|asimddp|i8mm|sve)$/;

function describeCpu(): string {
  const info = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const flags = /^(?:flags|Features)\s*: (.*)$/m.exec(info)?.[1]?.split(' ') ?? [];
  const known = flags.filter((flag) => INSTRUCTIONS.test(flag));
  return `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'} (${known.join(' ') || 'instructions unknown'})`;
}

const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0);

async function main(args: readonly string[]): Promise<void> {
  const filters = args.filter((arg) => arg !== '--unit').map((arg) => relative('.', arg));
  const files = findTests(args.includes('--unit'), filters);
  if (files.length === 0) console.log(`no test file matches ${filters.join(' ')}`);
  console.log(describeCpu());
  const results = await runAll(files, report);
  const failed = sum(results.map((result) => result.failed));
  console.log(`${sum(results.map((result) => result.passed))} passed, ${failed} failed`);
  process.exitCode = failed > 0 || files.length === 0 ? 1 : 0;
}

void main(process.argv.slice(2));
