import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutRoot } from '../../src/checkout.mjs';

/**
 * onnxruntime chooses its kernels by the CPU's instructions, and those for AVX2 without VNNI add integer products in 16 bits:
 * what the kernels of this machine do says nothing of them. Debian's qemu-user runs the same tests on such a CPU.
 */
const test = suite('a CPU with AVX2 and without VNNI');

const QEMU = 'qemu-x86_64';
const hasQemu = process.arch === 'x64' && spawnSync(QEMU, ['--version']).status === 0;
if (!hasQemu)
  console.log(
    `SKIPPED: no ${QEMU} for x64 here (Debian's package qemu-user): only this CPU's kernels are tested`,
  );

for (const file of ['linear', 'outliers', 'onnx-runner.rows'])
  (hasQemu ? test : test.skip)(`${file}.test.ts`, () => {
    const node = ['-cpu', 'Haswell', process.execPath, '--import', 'tsx', `test/model/${file}.test.ts`];
    const { status, stdout, stderr } = spawnSync(QEMU, node, { cwd: checkoutRoot, encoding: 'utf8' });
    assert.is(status, 0, `${stdout}\n${stderr}`);
    assert.match(stdout, /Passed: +[1-9]/);
  });

test.run();
