import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { checkoutRoot } from '../src/checkout.mjs';

export interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** Everything the file printed, with the runner's own verdict where uvu had none. */
  readonly output: string;
}

/** Ends what hangs, and nothing else: the longest file takes half a minute, and a busy or slow machine many times that. */
const TIME_LIMIT_MS = 1_800_000;

/** Runs one test file in its own process. A file that crashes, hangs or runs no test has failed, whatever it printed. */
export async function runFile(file: string, timeLimitMs = TIME_LIMIT_MS): Promise<FileResult> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: checkoutRoot,
    env: { ...process.env, FORCE_COLOR: '0', ORT_DISABLE_TELEMETRY: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const pipe of [child.stdout, child.stderr]) {
    pipe.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), timeLimitMs);
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  return { file, seconds, ...judge(output, code, signal) };
}

function judge(output: string, code: number | null, signal: string | null) {
  const { total, passed, skipped } = uvuSummary(output);
  const failed = total - passed; // uvu's total leaves out what is skipped
  const complaint =
    signal !== null
      ? `ended by ${signal}: it crashed, or hung past the time limit`
      : total === 0
        ? 'ran no test: does the file call .run()?'
        : code !== 0 && failed === 0
          ? `exited with ${code} although its tests passed`
          : null;
  if (complaint === null) return { passed, failed, skipped, output };
  return { passed, failed: failed + 1, skipped, output: `${output}\n${complaint}\n` };
}

/** uvu ends with lines `Total: 3`, `Passed: 2`, `Skipped: 0`; a file that never runs prints none. */
function uvuSummary(output: string) {
  const count = (name: string) => Number(new RegExp(`^ {2}${name}: +(\\d+)`, 'm').exec(output)?.[1] ?? 0);
  return { total: count('Total'), passed: count('Passed'), skipped: count('Skipped') };
}
