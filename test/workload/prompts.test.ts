import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';
import { InputError } from '../../src/errors.js';
import { loadPrompts } from '../../src/workload/prompts.js';

const folder = mkdtempSync(join(tmpdir(), 'prompts-'));
function fileOf(text: string): string {
  const path = join(folder, `${Math.random()}.csv`);
  writeFileSync(path, text);
  return path;
}
const refuses = (path: string, rule: RegExp) =>
  assert.throws(
    () => loadPrompts(path),
    (error: Error) => error instanceof InputError && rule.test(error.message),
  );

test('the committed file has at least 24 prompts, short and long', () => {
  const prompts = loadPrompts(join(checkoutRoot, 'data', 'prompts.csv'));
  assert.ok(prompts.length >= 24);
  const lengths = prompts.map(({ prompt }) => prompt.length);
  assert.ok(Math.min(...lengths) < 30 && Math.max(...lengths) > 600);
});

test('quotes, commas, newlines and unicode in a prompt survive', () => {
  const path = fileOf('\ufeffid,category,prompt\na,x,"He said ""hi"",\nand 世界 😀"\n');
  assert.equal(loadPrompts(path), [{ id: 'a', category: 'x', prompt: 'He said "hi",\nand 世界 😀' }]);
});

test('what is no prompt file is refused with the rule it breaks', () => {
  refuses(join(folder, 'missing.csv'), /cannot be read as a prompt file: ENOENT/);
  refuses(fileOf(''), /holds no prompts/);
  refuses(fileOf('id,category,prompt\n'), /holds no prompts/);
  refuses(fileOf('id,text\na,b\n'), /row 1: category/);
  refuses(fileOf('id,category,prompt\na,x,one\na,x,two\n'), /id "a" stands twice/);
  refuses(fileOf('id,category,prompt\na,x\n'), /cannot be read/);
});

test.run();
