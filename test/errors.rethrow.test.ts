import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../src/checkout.mjs';

/** A block that handles an error, as biome lays it out: it ends at the first line that closes at its own depth. */
const HANDLER =
  /^( *)(?:\} catch(?: \((?<caught>\w+)\))?|.*\.catch\(\s*(?:async )?\(?(?<given>\w+)?[^)]*\)? =>) \{\n(?<body>[\s\S]*?)^\1[})]/gm;
const THROWN = /\bthrow (?<thrown>[\s\S]*?);$/gm;

/** The new error is given the old one itself, be it as `{ cause }` or to a function that makes it; its message alone is not it. */
function keeps(thrown: string, caught: string | undefined): boolean {
  if (caught === undefined) return false;
  const given = thrown.replaceAll(`asError(${caught})`, '').replaceAll(`String(${caught})`, '');
  return thrown === caught || new RegExp(`(?<!\\$)[({,:]\\s*${caught}\\s*[,)}]`).test(given);
}

/** What a source throws in place of an error that it caught, and without it. */
function lostCauses(source: string): string[] {
  return [...source.matchAll(HANDLER)].flatMap(({ groups }) => {
    const { caught, given, body } = groups!;
    const thrown = [...body!.matchAll(THROWN)].map((match) => match.groups!.thrown!);
    return thrown.filter((expression) => !keeps(expression, caught ?? given));
  });
}

/** Handlers that drop the error they are given, with no word of why. */
const silent = (source: string): string[] =>
  [...source.matchAll(/^.*(?:\bcatch \{|\.catch\(\(\) =>).*\n.*$/gm)]
    .map(([lines]) => lines)
    .filter((lines) => !lines.includes('//'));

const sources = readdirSync(join(checkoutRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.[mc]?[jt]s$/.test(file))
  .map((file) => ({ file, source: readFileSync(join(checkoutRoot, 'src', file), 'utf8') }));

test('an error made of another keeps it as its cause', () => {
  const lost = sources.flatMap(({ file, source }) =>
    lostCauses(source).map((thrown) => `${file}: ${thrown}`),
  );
  assert.equal(lost, []);
});

test('who drops an error says why', () => {
  const found = sources.flatMap(({ file, source }) => silent(source).map((lines) => `${file}: ${lines}`));
  assert.equal(found, []);
});

test('finds each way of losing a cause, and none of keeping it', () => {
  const inCatch = (caught: string, statement: string) =>
    `try {\n  f();\n} catch${caught} {\n  ${statement}\n}\n`;
  for (const statement of [
    "throw new InputError('no');",
    'throw new InputError(error.message);',
    `throw new InputError(\`no: $\{error}\`);`,
    'throw refuse(asError(error).message);',
    "throw new InputError(\n    'no',\n    { parameter },\n  );",
  ]) {
    assert.is(lostCauses(inCatch(' (error)', statement)).length, 1, statement);
  }
  assert.is(lostCauses(inCatch('', "throw new Error('no');")).length, 1);
  assert.is(lostCauses("f().catch(() => {\n  throw new Error('no');\n});\n").length, 1);
  for (const statement of [
    'if (unknown(error)) throw error;',
    'throw new InputError(error.message, { cause: error });',
    'throw explained(error, path);',
    'report(error);',
  ]) {
    assert.equal(lostCauses(inCatch(' (error)', statement)), [], statement);
  }
  assert.equal(lostCauses('f().catch((cause) => {\n  throw new Error(cause.message, { cause });\n});\n'), []);
  assert.is(lostCauses("f().catch(\n  (error) => {\n    throw new Error('no');\n  },\n);\n").length, 1);
  assert.equal(lostCauses(`${inCatch(' (error)', 'report(error);')}throw new Error('elsewhere');\n`), []);
});

test('finds a handler that says nothing', () => {
  assert.is(silent('try {\n} catch {\n  return null;\n}\n').length, 1);
  assert.is(silent('f().catch(() => null);\ng();\n').length, 1);
  assert.equal(
    silent('try {\n} catch {\n  return null; // gone\n}\nf().catch(() => null); // no matter\n\n'),
    [],
  );
});

test.run();
