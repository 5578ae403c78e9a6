import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import { checkoutRoot } from '../src/checkout.mjs';
import { Consumer, USES } from './support/consumer.js';

// As `npm run test:package`, without npm and the registry: what package.json lists is copied, and what it depends on linked.

const { files, dependencies } = JSON.parse(readFileSync(join(checkoutRoot, 'package.json'), 'utf8')) as {
  files: string[];
  dependencies: Record<string, string>;
};

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'streambatch-installed-')));
test.after(() => rmSync(folder, { recursive: true }));

test.before(() => {
  const modules = join(folder, 'node_modules');
  for (const file of ['package.json', ...files.filter((name) => !name.startsWith('!'))])
    cpSync(join(checkoutRoot, file), join(modules, 'streambatch', file), { recursive: true });
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(checkoutRoot, 'node_modules', name), join(modules, name));
  }
});

for (const [title, use] of Object.entries(USES)) test(title, () => use(new Consumer(folder)));

test.run();
