import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a test with a folder of its own that is gone afterwards. */
export async function inScratch(test: (folder: string) => unknown): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'streambatch-'));
  try {
    await test(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
