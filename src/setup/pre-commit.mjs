import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Git runs its hooks in the top folder of the checkout, which is not this one's where a worktree commits. */
const BIOME = 'node_modules/@biomejs/biome/bin/biome';
const TSC = 'node_modules/typescript/bin/tsc';

/**
 * What a commit takes: staged files are linted and, where all of their changes are staged, formatted; then types are checked.
 * A file that is staged in part is not written, as that would commit the other part too.
 */
function preCommit() {
  if (!existsSync(BIOME)) fail('pre-commit: the packages are missing; `npm ci` installs them');
  const staged = lines(git('diff', '--cached', '--name-only', '--diff-filter=ACMR'));
  const unstaged = lines(git('diff', '--name-only'));
  const write = staged.some((file) => unstaged.includes(file)) ? [] : ['--write'];
  check(BIOME, 'check', '--staged', '--no-errors-on-unmatched', '--error-on-warnings', ...write);
  if (write.length > 0) git('update-index', '--again');
  if (staged.some((file) => /\.([cm]?[jt]s|json)$/.test(file))) check(TSC, '-p', 'tsconfig.json', '--noEmit');
}

/** @param {string} text */
const lines = (text) => text.split('\n').filter((line) => line !== '');

/** @param {string[]} args */
function git(...args) {
  const { status, stdout, stderr } = spawnSync('git', args, { encoding: 'utf8' });
  if (status !== 0) fail(`pre-commit: git ${args.join(' ')} failed: ${stderr.trim()}`);
  return stdout;
}

/**
 * Says what is wrong where the tool says so; a commit without findings is silent.
 * @param {string} program
 * @param {string[]} args
 */
function check(program, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  if (status !== 0) fail(`${stdout}${stderr}`.trim());
}

/** @param {string} reason */
function fail(reason) {
  console.error(reason);
  process.exit(1);
}

preCommit();
