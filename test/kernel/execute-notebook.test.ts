import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/errors.js';
import { cellFailure, nbconvertArguments } from '../../src/kernel/execute-notebook.js';

// Printed by nbconvert 7.17.2 with nbclient 0.11.0, and by Debian 12's 6.5.3 with nbclient 0.7.2; tracebacks shortened.
const printed7 = `[NbConvertApp] Converting notebook throw.ipynb to html
Traceback (most recent call last):
  File "nbclient/client.py", line 918, in _check_raise_for_error
    raise CellExecutionError.from_cell_and_msg(cell, exec_reply_content)
nbclient.exceptions.CellExecutionError: An error occurred while executing the following cell:
------------------
const x: number = 3;
f()
------------------

----- stdout -----
before
------------------

TypeError: the real reason
second line
    at f (cell:6:22)
    at cell:8:22
`;
const printed6 = `Traceback (most recent call last):
nbclient.exceptions.CellExecutionError: An error occurred while executing the following cell:
------------------
const x: number = 3;
f()
------------------

TypeError: the real reason
second line
    at f (cell:6:22)
TypeError: the real reason
second line
`;

for (const [version, printed] of [
  ['7', printed7],
  ['6', printed6],
] as const) {
  test(`finds the failing cell and its error in what nbconvert ${version} prints`, () => {
    assert.is(
      cellFailure(printed),
      'TypeError: the real reason second line (in the cell that starts with `const x: number = 3;`)',
    );
  });
}

test('where no cell failed, the last line is the reason', () => {
  const printed =
    'Traceback (most recent call last):\n  File "x"\njupyter_client.kernelspec.NoSuchKernel: tslab\n';
  assert.is(cellFailure(printed), 'jupyter_client.kernelspec.NoSuchKernel: tslab');
});

test('refuses a format it cannot write', () => {
  assert.throws(
    () => nbconvertArguments({ notebook: 'a.ipynb', out: 'report.docx' }),
    (error: unknown) => error instanceof InputError && error.message.includes('report.docx'),
  );
});

test.run();
