import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findJupyter, jupyter } from '../../src/setup/jupyter.mjs';
import { inScratch } from '../support/scratch.js';

/** A `jupyter` that answers `nbconvert --version` as given. */
function fakeJupyter(folder: string, script: string): string {
  mkdirSync(folder);
  const file = join(folder, 'jupyter');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** With only these folders on PATH, and only PATH allowed as a way. */
function withPath<T>(folders: string[], body: () => T): T {
  const { PATH, STREAMBATCH_JUPYTER } = process.env;
  process.env.PATH = folders.join(delimiter);
  process.env.STREAMBATCH_JUPYTER = 'path';
  try {
    return body();
  } finally {
    process.env.PATH = PATH;
    if (STREAMBATCH_JUPYTER === undefined) delete process.env.STREAMBATCH_JUPYTER;
    else process.env.STREAMBATCH_JUPYTER = STREAMBATCH_JUPYTER;
  }
}

test('takes the first on PATH that works: one without nbconvert and one too old are passed over', () =>
  inScratch((folder) => {
    fakeJupyter(join(folder, 'bare'), 'echo "Jupyter command `jupyter-nbconvert` not found." >&2; exit 1');
    fakeJupyter(join(folder, 'old'), 'echo 5.6.1');
    const good = fakeJupyter(join(folder, 'good'), 'echo 6.5.3');
    const folders = ['bare', 'old', 'good'].map((name) => join(folder, name));
    assert.equal(
      withPath(folders, () => findJupyter()),
      { command: good, way: 'path', nbconvert: '6.5.3' },
    );
  }));

test('none that works: the failure names the way and what to install by hand', () =>
  inScratch((folder) => {
    withPath([folder], () => {
      assert.is(jupyter.isDone(), false);
      assert.throws(
        () => jupyter.run(),
        /^no Jupyter that can execute notebooks:\n {2}path .*\nInstall one by hand.*pip install nbconvert/s,
      );
    });
  }));

test('an unknown way is refused by name', () => {
  const { STREAMBATCH_JUPYTER } = process.env;
  process.env.STREAMBATCH_JUPYTER = 'conda';
  assert.throws(() => findJupyter(), 'STREAMBATCH_JUPYTER is "conda"; use path, pypi or apt');
  if (STREAMBATCH_JUPYTER === undefined) delete process.env.STREAMBATCH_JUPYTER;
  else process.env.STREAMBATCH_JUPYTER = STREAMBATCH_JUPYTER;
});

test.run();
