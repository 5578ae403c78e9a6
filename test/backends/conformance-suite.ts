import { suite } from 'uvu';
import type { Backend } from '../../src/generation.js';
import { CASES, runCase, type Subject, skipReason } from './conformance.js';

/** Registers the contract's cases for one backend, as a suite of its own. */
export function conform(subject: Subject): void {
  const test = suite(subject.name);
  let backend: Backend;
  test.before(async () => {
    backend = await subject.open();
  });
  test.after(() => backend.close());
  for (const name of Object.keys(CASES)) {
    test(`${subject.name}: ${name}`, async () => {
      const reason = skipReason(name, backend, subject);
      if (reason === undefined) await runCase(name, backend, subject);
      else console.log(`SKIPPED: ${subject.name}: ${name}: ${reason}`);
    });
  }
  test.run();
}
