import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { StreambatchError } from '../../src/errors.js';
import { executeNotebook } from '../../src/kernel/execute-notebook.js';

const folder = mkdtempSync(join(tmpdir(), 'streambatch-notebook-'));
test.after(() => rmSync(folder, { recursive: true }));

interface Output {
  readonly output_type: string;
  readonly text?: string | string[];
}

/** Executes cells under real Jupyter; the outputs of each. */
async function execute(...sources: string[]): Promise<Output[][]> {
  const notebook = join(folder, 'example.ipynb');
  const cells = sources.map((source, index) => ({
    cell_type: 'code',
    id: `cell-${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };
  writeFileSync(
    notebook,
    JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }),
  );
  const out = join(folder, 'executed.ipynb');
  await executeNotebook({ notebook, out, environment: { STREAMBATCH_EXAMPLE: 'a parameter' } });
  return JSON.parse(readFileSync(out, 'utf8')).cells.map((cell: { outputs: Output[] }) => cell.outputs);
}

const textOf = (outputs: readonly Output[] = []) => outputs.flatMap((output) => output.text ?? []).join('');

async function failureOf(...sources: string[]): Promise<string> {
  try {
    await execute(...sources);
  } catch (error) {
    assert.instance(error, StreambatchError);
    return (error as Error).message;
  }
  assert.unreachable('the notebook did not fail');
  return '';
}

test('runs in the checkout, imports streambatch with its types, and loses nothing of a burst', async () => {
  const outputs = await execute(
    'console.log(process.cwd(), process.env.STREAMBATCH_EXAMPLE)',
    `import { InputError, type GenerateRequest } from 'streambatch';
     const request: GenerateRequest = { id: 'a', prompt: 'Once', maxNewTokens: 3 };
     console.log(new InputError('typed').name, request.maxNewTokens);`,
    'for (let i = 0; i < 2000; i++) console.log("line " + i);',
    `import { display } from 'tslab';
     for (let i = 0; i < 1500; i++) display.text(String(i));`,
    'setInterval(() => {}, 1000); // must not delay the end',
  );
  assert.is(textOf(outputs[0]), `${checkoutRoot} a parameter\n`);
  assert.is(textOf(outputs[1]), 'InputError 3\n');
  assert.is(textOf(outputs[2]), Array.from({ length: 2000 }, (_, i) => `line ${i}\n`).join(''));
  assert.is(outputs[3]?.filter((output) => output.output_type === 'display_data').length, 1500);
});

test('a cell that throws fails with its message, whatever ran before', async () => {
  const message = await failureOf(
    'console.log("before")',
    'const good = 1;\nthrow new RangeError("no " + good + " model");',
  );
  assert.is(
    message.replace(/^.*?: /, ''),
    'RangeError: no 1 model (in the cell that starts with `const good = 1;`)',
  );
});

test('a rejection that nobody handles fails its cell', async () => {
  assert.match(await failureOf('Promise.reject(new Error("nobody waits")); 1'), 'Error: nobody waits');
});

test('a cell that does not compile fails with the compiler’s words', async () => {
  const message = await failureOf("import { complete } from 'streambatch';\ncomplete(3);");
  assert.match(
    message,
    "Argument of type 'number' is not assignable to parameter of type 'GenerationStream'",
  );
});

test.run();
