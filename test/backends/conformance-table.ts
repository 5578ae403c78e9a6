/** Prints which backend passes which case of the contract, or why the case does not apply: `npx tsx test/backends/conformance-table.ts`. */
import { CASES, runCase, type Subject, skipReason } from './conformance.js';
import { realSubjects, unitSubjects } from './subjects.js';

/** One mark a case: ✓; – or ✗ and the number of the note that says why it was skipped, or failed. */
async function judge(subject: Subject, notes: string[]): Promise<string[]> {
  const backend = await subject.open();
  const marks: string[] = [];
  for (const name of Object.keys(CASES)) {
    const reason = skipReason(name, backend, subject);
    const failed = reason ?? (await runCase(name, backend, subject).then(() => null, String));
    if (failed === null) marks.push('✓');
    else {
      const note = `${reason ? 'skipped' : 'FAILED'}: ${failed}`;
      if (!notes.includes(note)) notes.push(note);
      marks.push(`${reason ? '–' : '✗'} (${notes.indexOf(note) + 1})`);
    }
  }
  await backend.close();
  return marks;
}

async function main(): Promise<void> {
  const real = await realSubjects();
  const subjects = [...unitSubjects(), ...real.subjects];
  const notes: string[] = [];
  const columns: string[][] = [];
  for (const subject of subjects) columns.push(await judge(subject, notes));
  await real.close();
  const line = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);
  line(['case', ...subjects.map((_, i) => String(i + 1))]);
  line(['---', ...subjects.map(() => '---')]);
  for (const [row, name] of Object.keys(CASES).entries()) line([name, ...columns.map((c) => c[row]!)]);
  console.log();
  for (const [i, { name }] of subjects.entries()) console.log(`${i + 1}: ${name}`);
  for (const [i, note] of notes.entries()) console.log(`(${i + 1}) ${note}`);
  process.exitCode = notes.some((note) => note.startsWith('FAILED')) ? 1 : 0;
}

void main();
