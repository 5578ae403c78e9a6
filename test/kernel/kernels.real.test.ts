/** What a cell sees of the kernel of this checkout: its errors, its interrupt, what the editor asks. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TslabKernel } from '../support/tslab-kernel.js';

const folder = mkdtempSync(join(tmpdir(), 'streambatch-kernel-'));
const kernel = new TslabKernel(folder);
test.before(() => kernel.ready());
test.after(async () => {
  await kernel.close();
  rmSync(folder, { recursive: true });
});

/** The kernel counts cells; a traceback names them. */
const uncounted = (text: string) => text.replace(/cell \[\d+\]/g, 'cell [n]');

/** tslab answers the cells that were already queued behind a failed one, for 200 ms, as Jupyter wants it. */
async function failure(code: string): Promise<string> {
  const { status, traceback } = await kernel.run(code);
  assert.is(status, 'error');
  while ((await kernel.run('0')).status !== 'ok');
  return uncounted(traceback);
}

test('an error names the cell’s own line and column, and shows the line', async () => {
  const lines = [
    'interface Named { name: string }',
    'const two = 2;',
    '',
    '  throw new RangeError("no " + two);',
  ];
  const shown = ['RangeError: no 2', '    at cell [n]:4:9', '  4 |   throw new RangeError("no " + two);'];
  assert.is(await failure(lines.join('\n')), [...shown, '    |         ^'].join('\n'));
  // behind an await the cell is compiled otherwise
  assert.match(await failure(['await null;', ...lines].join('\n')), '\n    at cell [n]:5:9\n  5 | ');
});

test('a function of an earlier cell is told by that cell’s lines', async () => {
  await kernel.run(
    'enum Size { small, large }\nfunction fails(): never {\n  throw new TypeError("far away");\n}',
  );
  const told = await failure('const one: number = 1;\nfails();');
  assert.is(
    told,
    `TypeError: far away
    at fails (cell [n]:3:9)
  3 |   throw new TypeError("far away");
    |         ^
    at cell [n]:2:1`,
  );
});

test('an error behind awaits names each cell that waits for it', async () => {
  await kernel.run('const later = async () => {\n  await null;\n  throw new Error("later");\n};');
  const told = await failure('const mid = () => later();\n\nawait mid();');
  assert.match(told, /^ {4}at later \(cell \[n\]:3:9\)$/m);
  assert.match(told, /^ {4}at async cell \[n\]:3:1$/m);
});

test('an error that is caught and printed is told in the same lines, its properties below', async () => {
  const { text } = await kernel.run(
    '\ntry {\n  require("node:fs").readFileSync("/nonesuch");\n} catch (error) {\n  console.log(error);\n}',
  );
  assert.match(uncounted(text), /^Error: ENOENT.*\n {4}at cell \[n\]:3:22\n\{\n {2}errno: -2,/);
});

test('what does not compile is shown at its line, the reasons in order', async () => {
  const told = await failure(
    'const name: string = "a";\n\nconst make: (x: number) => string = (x: string) => x;',
  );
  assert.is(
    told,
    `TypeScriptError: Type '(x: string) => string' is not assignable to type '(x: number) => string'.
  Types of parameters 'x' and 'x' are incompatible.
  Type 'number' is not assignable to type 'string'.
    at cell [n]:3:7
  3 | const make: (x: number) => string = (x: string) => x;
    |       ^^^^`,
  );
  assert.match(await failure('/** @module lib */\nexport const size: number = "3";'), 'at cell [n]:2:14\n');
});

test('an interrupt says that, and nothing else', async () => {
  const interrupted = { status: 'error', text: '', traceback: 'Interrupted.' };
  const computes =
    'process.kill(process.pid, "SIGINT");\nconst until = Date.now() + 60_000;\nwhile (Date.now() < until);';
  assert.equal(await kernel.run(computes), interrupted);
  while ((await kernel.run('0')).status !== 'ok');
  const waits = 'console.log("waits"); await new Promise((resolve) => setTimeout(resolve, 60_000));';
  assert.equal(await kernel.run(waits, () => kernel.interrupt()), { ...interrupted, text: 'waits\n' });
  while ((await kernel.run('0')).status !== 'ok');
});

test('an interrupted cell does not go on behind its end, and closes what it loops over', async () => {
  await kernel.run(`let turns = 0;
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    async function* forever() {
      try {
        for (;;) yield turns++;
      } finally {
        turns = -1;
      }
    }`);
  const loops = 'console.log("loops"); for await (const _ of forever()) await turn();';
  const { status } = await kernel.run(loops, () => kernel.interrupt());
  assert.is(status, 'error');
  while ((await kernel.run('0')).status !== 'ok');
  const { text } = await kernel.run('for (let i = 0; i < 100; i++) await turn();\nconsole.log(turns);');
  assert.is(text, '-1\n');
});

test('shorthand properties take variables of earlier cells', async () => {
  await kernel.run('const slo = 5; let best = 1; const inner = { slo: 6 };');
  const { text } = await kernel.run(
    `console.log({ slo, other: { best } }, [7].map((slo) => ({ slo })));
     ({ slo: best } = inner); console.log(best); ({ best = 8 } = {} as { best?: number }); console.log(best);`,
  );
  assert.is(text, '{ slo: 5, other: { best: 1 } } [ { slo: 7 } ]\n6\n8\n');
});

/** The first line of what Shift+Tab shows, the cursor at the bar. */
async function inspected(marked: string): Promise<string> {
  const [before = '', after = ''] = marked.split('|');
  const request = { code: before + after, cursor_pos: [...before].length, detail_level: 0 };
  const { data } = await kernel.ask('inspect_request', request);
  return ((data as { 'text/plain'?: string })['text/plain'] ?? '').split('\n')[0]!;
}

test('Shift+Tab: the name under the cursor, else the function whose call it is in', async () => {
  await kernel.run('function far(from: number, to: string) { return from + to; }\nconst at = { x: 1 };');
  const far = 'function far(from: number, to: string): string';
  assert.is(await inspected('fa|r(1, "b")'), far);
  assert.is(await inspected('far(|at.x, "b")'), far);
  assert.is(await inspected('far(at.x, |'), far);
  assert.is(await inspected('far(at.x, "b|")'), far);
  assert.is(await inspected('far(at|.x, "b")'), 'const at: {');
  assert.is(await inspected('far(at.x|, "b")'), '(property) x: number');
  assert.is(await inspected('"😀"; far(at.x, Number(|'), 'var Number: NumberConstructor');
  assert.is(await inspected('const none =| 3;'), '');
});

test('completion knows the cells before and Node, not a browser', async () => {
  await kernel.run('const measured = { firstMs: 1, lastMs: 2 };');
  const complete = async (code: string) =>
    (await kernel.ask('complete_request', { code, cursor_pos: [...code].length })) as {
      matches: string[];
      cursor_start: number;
    };
  assert.equal((await complete('"😀"; measured.')).matches, ['firstMs', 'lastMs']);
  assert.is((await complete('"😀"; measured.la')).cursor_start, 14);
  const { matches } = await complete('SVG');
  assert.equal(matches, []);
  assert.ok((await complete('Buf')).matches.includes('Buffer'));
});

test.run();
