/** A process that appends rows, for the tests: writer.ts FILE NAME APPENDS ROWS_PER_APPEND. Prints one line per append done. */
import { openLog } from '../../src/results/log.js';
import { aRow } from './row.js';

async function write(path: string, name: string, appends: number, rowsPerAppend: number): Promise<void> {
  const log = await openLog(path, { warn: (message) => console.error(message) });
  for (let append = 0; append < appends; append++) {
    const rows = Array.from({ length: rowsPerAppend }, (_, i) =>
      aRow({ run_id: name, request_index: append * rowsPerAppend + i, error: 'x\n"y",'.repeat(50) }),
    );
    await log.append(rows);
    console.log(append);
  }
  await log.close();
}

// Where a limit on file sizes plays the full disk, the write shall fail and not the process.
process.on('SIGXFSZ', () => undefined);

const [path, name, appends, rowsPerAppend] = process.argv.slice(2);
write(path!, name!, Number(appends), Number(rowsPerAppend)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
